import type { Account } from './account.ts';
import type { EntityType, Note, Task } from './entities.ts';
import { recordEvent } from './events.ts';

export interface NoteInput {
  readonly entity_id: number;
  readonly note_type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly created_by?: number | undefined;
}

export interface TaskInput {
  readonly text?: string | undefined;
  readonly complete_till?: number | undefined;
  readonly task_type_id?: number | undefined;
  readonly entity_id?: number | undefined;
  readonly entity_type?: EntityType | undefined;
  readonly responsible_user_id?: number | undefined;
  readonly is_completed?: boolean | undefined;
  readonly result?: { readonly text: string } | undefined;
  readonly duration?: number | undefined;
}

export function createNote(account: Account, entityType: EntityType, input: NoteInput, userId: number): Note {
  const now = account.clock.seconds();
  const note: Note = {
    id: account.nextId(),
    entity_id: input.entity_id,
    entityType,
    note_type: input.note_type,
    params: input.params,
    created_by: input.created_by ?? userId,
    updated_by: input.created_by ?? userId,
    created_at: now,
    updated_at: now,
    is_pinned: false,
  };
  account.notes.set(note.id, note);
  return note;
}

/** `text` and `complete_till` are required; the other values default as Kommo's. */
export function createTask(account: Account, input: TaskInput, userId: number): Task {
  const now = account.clock.seconds();
  const task: Task = {
    id: account.nextId(),
    created_by: userId,
    updated_by: userId,
    created_at: now,
    updated_at: now,
    responsible_user_id: input.responsible_user_id ?? userId,
    entity_id: input.entity_id ?? null,
    entity_type: input.entity_type ?? null,
    is_completed: input.is_completed ?? false,
    task_type_id: input.task_type_id ?? 1,
    text: input.text ?? '',
    complete_till: input.complete_till ?? now,
    duration: input.duration ?? 0,
    result: input.result ?? null,
  };
  account.tasks.set(task.id, task);
  recordEvent(account, { type: 'task_added', entity_id: task.id, entity_type: 'task', created_by: userId });
  return task;
}

export function changeTask(account: Account, task: Task, input: TaskInput, userId: number): void {
  if (input.is_completed && !task.is_completed) {
    recordEvent(account, { type: 'task_completed', entity_id: task.id, entity_type: 'task', created_by: userId });
  }
  task.text = input.text ?? task.text;
  task.complete_till = input.complete_till ?? task.complete_till;
  task.task_type_id = input.task_type_id ?? task.task_type_id;
  task.entity_id = input.entity_id ?? task.entity_id;
  task.entity_type = input.entity_type ?? task.entity_type;
  task.responsible_user_id = input.responsible_user_id ?? task.responsible_user_id;
  task.is_completed = input.is_completed ?? task.is_completed;
  task.result = input.result ?? task.result;
  task.duration = input.duration ?? task.duration;
  task.updated_by = userId;
  task.updated_at = account.clock.seconds();
}

/** Unix s of the entity's next open task, null when it has none. */
export function closestTaskAt(account: Account, entityType: EntityType, entityId: number): number | null {
  const open = [...account.tasks.values()].filter(
    (task) => task.entity_type === entityType && task.entity_id === entityId && !task.is_completed,
  );
  return open.length === 0 ? null : Math.min(...open.map((task) => task.complete_till));
}
