// The pipeline as Kommo's board of leads. A lead that has changed is marked for a moment.
import { element } from './element.js';

const place = document.querySelector('.demo-board__columns');
const title = document.querySelector('.demo-board__title');

/** by lead: what was shown last */
const versions = new Map();
let shown = '';

document.addEventListener('demo:state', ({ detail: { board } }) => {
  const text = JSON.stringify(board);
  if (board === null || text === shown) return;
  shown = text;
  title.textContent = `${board.pipeline} pipeline`;
  place.replaceChildren(...board.columns.map(column));
});

function column({ name, color, leads }) {
  const heading = element('h2', { className: 'demo-column__name', textContent: name });
  const count = leads.length === 1 ? '1 lead' : `${leads.length} leads`;
  const made = element('section', { className: 'demo-column' }, [
    heading,
    element('p', { className: 'demo-column__count', textContent: count }),
    ...leads.map(card),
  ]);
  made.style.setProperty('--stage', color);
  return made;
}

function card({ id, name, contact, price, status, tags, openTasks, version }) {
  const before = versions.get(id);
  const isChanged = before !== undefined && before !== version;
  versions.set(id, version);
  const made = element('a', { href: `/leads/detail/${id}`, className: 'demo-lead' }, [
    element('span', { className: 'demo-lead__contact', textContent: contact }),
    element('strong', { className: 'demo-lead__name', textContent: name }),
    element('span', { className: 'demo-lead__row' }, [
      ...(status === null ? [] : [chip(status)]),
      ...tags.map((tag) => element('span', { className: 'demo-tag', textContent: tag })),
      element('span', { className: 'demo-lead__price', textContent: price }),
    ]),
    ...openTasks.map((task) => element('span', { className: 'demo-lead__task', textContent: task })),
  ]);
  if (isChanged) made.classList.add('demo-lead_changed');
  return made;
}

/** The colour of the panel's dot: good, needs somebody, over. */
const KINDS = {
  Paid: 'good',
  Trial: 'info',
  Overdue: 'bad',
  Chargeback: 'bad',
  Canceled: 'over',
  Ended: 'over',
};

function chip(status) {
  return element('span', { className: `demo-chip demo-chip_${KINDS[status] ?? 'info'}`, textContent: status });
}
