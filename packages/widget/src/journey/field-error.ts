import { ApiError } from '../api/api-error.ts'
import type { MeetStep } from '../draft/draft.ts'
import { sentence } from '../shell/problem.ts'

const steps = { gender: 1, age: 2, nationality: 3, name: 3, appearance: 4 } as const satisfies Record<
  string,
  MeetStep
>

export type DescriptionField = keyof typeof steps

export type FieldErrors = Readonly<Partial<Record<DescriptionField, string>>>

/** What the server said about each field of a description; `{}` for an error about something else. */
export function fieldErrorsOf(cause: unknown): FieldErrors {
  const errors: Partial<Record<DescriptionField, string>> = {}
  for (const [field, message] of messagesOf(cause))
    if (field in steps) errors[field as DescriptionField] ??= message
  return errors
}

/** The message for one field of a form, `password` for instance. */
export function messageFor(cause: unknown, field: string): string | undefined {
  return messagesOf(cause).find(([name]) => name === field)?.[1]
}

/** The earliest question that has to be answered again. */
export function firstStepOf(errors: FieldErrors): MeetStep | undefined {
  const fields = Object.keys(errors) as DescriptionField[]
  return fields.map((field) => steps[field]).sort((a, b) => a - b)[0]
}

// `age`, `/age` and `body.age` all mean the field
function messagesOf(cause: unknown): readonly (readonly [string, string])[] {
  if (!(cause instanceof ApiError)) return []
  return cause.errors.map(
    ({ path, message }) => [path.split(/[./]/).at(-1) ?? '', sentence(message)] as const,
  )
}
