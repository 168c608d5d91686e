import { looks } from './testing/expect-picture.ts';
import { describePanelStates } from './testing/panel-pictures.ts';

describePanelStates(() => looks);
