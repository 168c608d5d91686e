// The story's bar, on the board and on every page of the sandbox of Kommo. It asks again and again, and fills itself in
// place: nothing here loads a page, except a person who follows a link or starts again.
import { element } from './element.js';

const ASK_AGAIN_MS = 400;
const isBoard = location.pathname === '/';

const bar = document.getElementById('demo_bar') ?? addBar();

function addBar() {
  document.head.append(element('link', { rel: 'stylesheet', href: '/demo/bar.css' }));
  const made = element('section', { id: 'demo_bar', className: 'demo-bar', ariaLabel: 'Demo' });
  document.body.prepend(made);
  return made;
}

let shown = '';

async function ask() {
  const answer = await fetch('/demo/state', { cache: 'no-store' }).catch(() => null);
  if (answer?.ok) show(await answer.text());
  setTimeout(ask, ASK_AGAIN_MS);
}

function show(text) {
  if (text === shown) return;
  shown = text;
  const state = JSON.parse(text);
  const focused = document.activeElement?.dataset?.command;
  bar.replaceChildren(top(state), ...(state.story === null ? starting(state) : story(state.story)));
  bar.querySelector(`[data-command="${focused}"]`)?.focus();
  document.dispatchEvent(new CustomEvent('demo:state', { detail: state }));
}

function top({ links }) {
  const here = `${location.pathname}${location.hash}`;
  return element('nav', { className: 'demo-bar__top', ariaLabel: 'Pages of the demo' }, [
    element('strong', { className: 'demo-bar__name', textContent: 'FastSpring payments in Kommo · demo' }),
    ...links.map(({ name, address }) => {
      const link = element('a', { href: address, textContent: name });
      if (here === address) link.setAttribute('aria-current', 'page');
      return link;
    }),
  ]);
}

function starting({ phase, parts }) {
  if (phase === 'failed') {
    return [line('demo-bar__title', 'The demo could not start. The terminal says why.')];
  }
  const part = ({ what, seconds }) =>
    element('li', {
      className: seconds === null ? 'demo-part' : 'demo-part demo-part_done',
      textContent: seconds === null ? `${what}…` : `${what} · ${seconds.toFixed(1)} s`,
    });
  return [
    line('demo-bar__title', 'Starting… this page fills itself.'),
    element('ul', { className: 'demo-parts' }, parts.map(part)),
  ];
}

function story({ done, isBusy, isPlaying, steps }) {
  const next = steps[done];
  const last = steps[done - 1];
  const heading = next
    ? [
        line('demo-bar__title', `${done + 1}/${steps.length} · ${next.title}`),
        line('demo-bar__text', 'FastSpring sends: ', next.sends),
        line('demo-bar__text', 'What will change: ', next.changes),
      ]
    : [line('demo-bar__title', 'That was the story.'), line('demo-bar__text', '', ENDING)];
  return [
    element('div', { className: 'demo-bar__story' }, [
      element('div', { className: 'demo-bar__words' }, heading),
      element('div', { className: 'demo-bar__buttons' }, [
        button('next', isBusy ? 'Sending…' : 'Next', isBusy || isPlaying || !next),
        button('play', isPlaying ? 'Pause' : 'Play', !next && !isPlaying),
        button('again', 'Again', isBusy),
      ]),
    ]),
    ...(last?.outcome ? [outcome(last)] : []),
    element('progress', { className: 'demo-bar__progress', max: steps.length, value: done, ariaLabel: 'Story' }),
  ];
}

const ENDING =
  'Now look around: make a payment link on a lead’s card and pay it, import the history, compare with FastSpring, or try a rule on the last 30 days in the settings. Again starts over.';

function outcome({ lead, leadId, outcome: { text, isRight } }) {
  const mark = element('b', { className: isRight ? 'demo-good' : 'demo-bad', textContent: isRight ? 'Done' : 'Wrong' });
  const address = `/leads/detail/${leadId}`;
  const where = location.pathname === address ? lead : element('a', { href: address, textContent: lead });
  const made = element('p', { className: 'demo-bar__outcome' }, [mark, ' · ', where, ' · ', text]);
  made.setAttribute('role', 'status');
  return made;
}

function line(className, ...texts) {
  const [label, text] = texts.length === 1 ? ['', texts[0]] : texts;
  return element('p', { className }, label === '' ? [text] : [element('b', { textContent: label }), text]);
}

function button(command, textContent, disabled) {
  const made = element('button', { type: 'button', textContent, disabled, onclick: () => send(command) });
  made.dataset.command = command;
  return made;
}

async function send(command) {
  const answer = await fetch(`/demo/${command}`, { method: 'POST' }).catch(() => null);
  // The leads of the former round are gone; the board fills itself with the new ones.
  if (command === 'again' && !isBoard) location.assign('/');
  else if (answer?.ok) show(await answer.text());
}

ask();
