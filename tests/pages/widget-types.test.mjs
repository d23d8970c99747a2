// The types of the widget as a console compiles against them, in TypeScript, in JSX of React and in Vue.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const PACKAGE = path.resolve(import.meta.dirname, '../../crates/widget/npm');
const TSC = path.join(path.dirname(createRequire(new URL('../npm/package.json', import.meta.url)).resolve('typescript/package.json')), 'bin/tsc');

/** As much of the types of the frameworks as elements touch. */
const FRAMEWORKS = {
  'react/package.json': '{"name": "react", "types": "index.d.ts"}',
  'react/index.d.ts': `
    export interface HTMLAttributes<T> { id?: string; className?: string; onClick?: (event: { target: T }) => void }
    export type DetailedHTMLProps<E, T> = E & { ref?: { current: T | null }; key?: string };
    export namespace JSX { interface IntrinsicElements { div: HTMLAttributes<HTMLDivElement> } }`,
  'react/jsx-runtime.d.ts': `
    import type * as React from 'react';
    export namespace JSX { type IntrinsicElements = React.JSX.IntrinsicElements }`,
  'vue/package.json': '{"name": "vue", "types": "index.d.ts"}',
  'vue/index.d.ts': `
    export interface GlobalComponents { Transition: object }
    export type DefineComponent<Props> = new () => { $props: Props };`,
};

const PLAIN = `
  import { version, type ChargesChange, type Snapshot } from '@tieback/widget';
  const charges = document.createElement('tieback-charges');
  charges.fetchClientSecret = async () => 'secret';
  charges.addEventListener('tieback-change', ({ detail }) => {
    const named: string | null | undefined = detail.charges[0]?.purchaseOrderReference;
    console.log(named, version);
  });
  const preview = document.createElement('tieback-preview');
  const snapshot: Snapshot = { charges: [{ id: 'c' }] };
  preview.snapshot = snapshot;
  preview.snapshot = new Uint8Array();
  preview.snapshot = '{}';
  preview.whatIf = true;
  document.createElement('tieback-po-picker').snapshot = snapshot;
  preview.addEventListener('tieback-navigate', (event) => { if (event.detail.kind === 'invoice') event.preventDefault(); });
  const picker = document.querySelector('tieback-po-picker');
  const message: string | undefined = picker?.validationMessage;
  const change: ChargesChange = { agreement: null, charges: [] };
  console.log(message, change);
  // What every element tells, and listeners that are taken away again.
  const saved = ({ detail }: CustomEvent<ChargesChange>) => console.log(detail.charges);
  charges.addEventListener('tieback-change', saved);
  charges.removeEventListener('tieback-change', saved);
  const pressed = (event: KeyboardEvent) => console.log(event.key);
  charges.addEventListener('keydown', pressed);
  charges.removeEventListener('keydown', pressed);
  preview.addEventListener('click', ({ clientX }) => console.log(clientX), { once: true });
  picker?.addEventListener('change', (event) => console.log(event.bubbles));
  picker?.addEventListener('focusin', function ({ relatedTarget }) { console.log(this.value, relatedTarget); });
  preview.addEventListener('of-another', (event) => console.log(event.type));
  const element: HTMLElement = charges;
  element.addEventListener('click', () => {});
  // @ts-expect-error: a preview tells no change of its own
  preview.addEventListener('tieback-change', ({ detail }) => console.log(detail));
  // @ts-expect-error: a number is no snapshot
  preview.snapshot = 1;
  // @ts-expect-error: it is only read
  charges.unsavedCharges = 1;
  // @ts-expect-error: there is no such kind
  preview.addEventListener('tieback-navigate', ({ detail }) => detail.kind === 'order');
`;

const REACT = `
  import type {} from '@tieback/widget/react';
  import type { TiebackPreviewElement } from '@tieback/widget';
  const preview: { current: TiebackPreviewElement | null } = { current: null };
  export const good = <tieback-charges id="c" server="https://t" agreement="a" readonly fetchClientSecret={async () => 's'} ontieback-change={({ detail }) => console.log(detail.charges)} />;
  export const offline = <tieback-preview ref={preview} snapshot={{}} what-if ontieback-error={({ detail }) => console.log(detail.code)} />;
  export const picker = <tieback-po-picker name="po" required known-only ontieback-change={({ detail }) => console.log(detail.value)} />;
  // @ts-expect-error: what a picker tells is a value
  export const bad = <tieback-po-picker ontieback-change={({ detail }) => console.log(detail.charges)} />;
  // @ts-expect-error: there is no such density
  export const worse = <tieback-charges density="loose" />;
`;

const VUE = `
  import type {} from '@tieback/widget/vue';
  import type { GlobalComponents } from 'vue';
  type Props<Tag extends keyof GlobalComponents> = GlobalComponents[Tag] extends new () => { $props: infer P } ? P : never;
  export const charges: Props<'tieback-charges'> = { agreement: 'a', 'onTieback-change': ({ detail }) => console.log(detail.charges) };
  export const preview: Props<'tieback-preview'> = { whatIf: false, snapshot: '{}' };
  export const picker: Props<'tieback-po-picker'> = { knownOnly: false, required: false, 'bill-from': 'AWS_INC' };
  // @ts-expect-error: Vue would write what-if="false"
  export const on: Props<'tieback-preview'> = { 'what-if': false };
  // @ts-expect-error: there is no such scheme
  export const bad: Props<'tieback-preview'> = { 'color-scheme': 'red' };
`;

test('a strict console compiles against the types, and its mistakes do not', (t) => {
  const directory = mkdtempSync(path.join(tmpdir(), 'tieback-widget-types-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const write = (name, text) => {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text);
  };
  for (const [name, text] of Object.entries(FRAMEWORKS)) write(`node_modules/${name}`, text);
  mkdirSync(path.join(directory, 'node_modules/@tieback'));
  symlinkSync(PACKAGE, path.join(directory, 'node_modules/@tieback/widget'));
  write('package.json', '{"type": "module"}');
  write('plain.ts', PLAIN);
  write('react.tsx', REACT);
  write('vue.ts', VUE);
  const compilerOptions = {
    jsx: 'react-jsx', lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler', noEmit: true,
    preserveSymlinks: true, skipLibCheck: false, strict: true, target: 'es2022', types: [],
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts', '*.tsx'] }));
  try {
    execFileSync(process.execPath, [TSC, '--project', directory], { encoding: 'utf8' });
  } catch ({ stdout, stderr }) {
    assert.fail(`${stdout}${stderr}`);
  }
});
