import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import { changeTask, createTask } from '../records/activities.ts';
import type { Task } from '../records/entities.ts';
import { parseBatch, parseOne, requestIdOf } from './batch.ts';
import { type Authenticate, idOf } from './caller.ts';
import { ignored, requestId, shownKeys, userProblems } from './inputs.ts';
import { requestAddress, sendPage } from './page.ts';
import { listParameter, numbersParameter, parametersOf, rangeParameter, sortByParameter } from './parameters.ts';
import { KommoProblem, notSupported, type ValueProblem } from './problem.ts';
import { renderTask } from './render.ts';

/** `/tasks`. Tasks are completed, never deleted. */
export function taskRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/tasks', async (request, reply) => {
    const { account, base } = authenticate(request);
    const parameters = parametersOf(request);
    const tasks = sortByParameter(parameters, matchingTasks(account, parameters), {
      id: (task) => task.id,
      created_at: (task) => task.created_at,
      complete_till: (task) => task.complete_till,
    });
    return sendPage(request, reply, 'tasks', tasks, (task) => renderTask(account, task, base));
  });

  app.post('/tasks', async (request) => {
    const { account, user, base } = authenticate(request);
    const inputs = parseBatch(request.body, newTaskSchema, (input) => taskProblems(account, input));
    const tasks = inputs.map((input, index) => {
      const task = createTask(account, input, user.id);
      return {
        id: task.id,
        request_id: requestIdOf(input, index),
        _links: { self: { href: `${base}/tasks/${task.id}` } },
      };
    });
    return { _links: { self: { href: requestAddress(request) } }, _embedded: { tasks } };
  });

  app.patch('/tasks', async (request) => {
    const { account, user } = authenticate(request);
    const inputs = parseBatch(request.body, taskSchema.extend({ id: z.int() }), (input) =>
      account.tasks.has(input.id) ? taskProblems(account, input) : [notSupported('id')],
    );
    const tasks = inputs.flatMap((input) => {
      const task = account.tasks.get(input.id);
      if (!task) return [];
      changeTask(account, task, input, user.id);
      return [{ id: task.id, updated_at: task.updated_at }];
    });
    return { _links: { self: { href: requestAddress(request) } }, _embedded: { tasks } };
  });

  app.patch('/tasks/:id', async (request) => {
    const { account, user, base } = authenticate(request);
    const task = account.tasks.get(idOf(request));
    if (!task) throw new KommoProblem(404, 'Task not found');
    const input = parseOne(request.body, taskSchema, (candidate) => taskProblems(account, candidate));
    changeTask(account, task, input, user.id);
    return { id: task.id, updated_at: task.updated_at, _links: { self: { href: `${base}/tasks/${task.id}` } } };
  });
}

const taskSchema = z.strictObject({
  id: z.int().optional(),
  text: z.string().min(1).optional(),
  complete_till: z.int().positive().optional(),
  task_type_id: z.int().optional(),
  entity_id: z.int().optional(),
  entity_type: z.enum(['leads', 'contacts', 'companies']).optional(),
  responsible_user_id: z.int().optional(),
  is_completed: z.boolean().optional(),
  // Kommo shows an empty list where there is no task.
  result: z.union([z.strictObject({ text: z.string().min(1) }), z.tuple([]).transform(() => undefined)]).optional(),
  duration: z.int().optional(),
  created_by: z.int().optional(),
  updated_by: z.int().optional(),
  created_at: z.int().optional(),
  updated_at: z.int().optional(),
  request_id: requestId,
  ...shownKeys,
  _embedded: ignored,
});

const newTaskSchema = taskSchema.extend({ text: z.string().min(1), complete_till: z.int().positive() });

function taskProblems(account: Account, input: z.infer<typeof taskSchema>): ValueProblem[] {
  const problems = userProblems(account, input);
  if (input.task_type_id !== undefined && !account.taskTypes.some((type) => type.id === input.task_type_id)) {
    problems.push(notSupported('task_type_id'));
  }
  if ((input.entity_id === undefined) !== (input.entity_type === undefined)) {
    const path = input.entity_id === undefined ? 'entity_id' : 'entity_type';
    problems.push({ code: 'FieldMissing', path, detail: 'This field is missing.' });
  }
  if (input.entity_id !== undefined && input.entity_type !== undefined) {
    const entity = account[input.entity_type].get(input.entity_id);
    if (!entity || entity.is_deleted) problems.push(notSupported('entity_id'));
  }
  return problems;
}

function matchingTasks(account: Account, parameters: URLSearchParams): Task[] {
  const ids = numbersParameter(parameters, 'filter[id]');
  const entityIds = numbersParameter(parameters, 'filter[entity_id]');
  const entityTypes = listParameter(parameters, 'filter[entity_type]');
  const taskTypes = numbersParameter(parameters, 'filter[task_type]');
  const responsible = numbersParameter(parameters, 'filter[responsible_user_id]');
  const isCompleted = parameters.get('filter[is_completed]');
  const updated = rangeParameter(parameters, 'filter[updated_at]');
  return [...account.tasks.values()].filter(
    (task) =>
      (ids.length === 0 || ids.includes(task.id)) &&
      (entityIds.length === 0 || (task.entity_id !== null && entityIds.includes(task.entity_id))) &&
      (entityTypes.length === 0 || entityTypes.includes(String(task.entity_type))) &&
      (taskTypes.length === 0 || taskTypes.includes(task.task_type_id)) &&
      (responsible.length === 0 || responsible.includes(task.responsible_user_id)) &&
      (isCompleted === null || task.is_completed === (isCompleted === '1')) &&
      updated(task.updated_at),
  );
}
