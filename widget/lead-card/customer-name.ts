import type { Texts } from '../ui/texts.ts';

interface Named {
  readonly name: string | null;
  readonly company: string | null;
  readonly email: string | null;
}

export function nameOf({ name, company, email }: Named, texts: Texts): string {
  return name ?? company ?? email ?? texts.unknownCustomer;
}
