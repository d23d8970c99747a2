// The types of the widget as a console compiles against them, in TypeScript, in JSX of React and in Vue.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const PACKAGE = path.resolve(import.meta.dirname, '../../crates/widget/npm');
const TOOLS = path.resolve(import.meta.dirname, '../npm/node_modules');
const TSC = path.join(TOOLS, 'typescript/bin/tsc');

/** The types of the frameworks, and what they are made of. */
const FRAMEWORKS = ['@babel', '@types', '@vue', 'csstype', 'vue'];

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
  type Props<Tag extends keyof GlobalComponents> = InstanceType<GlobalComponents[Tag]>['$props'];
  export const charges: Props<'tieback-charges'> = { agreement: 'a', 'onTieback-change': ({ detail }) => console.log(detail.charges) };
  export const preview: Props<'tieback-preview'> = { whatIf: false, snapshot: '{}' };
  export const picker: Props<'tieback-po-picker'> = { knownOnly: false, required: false, 'bill-from': 'AWS_INC' };
  // @ts-expect-error: Vue would write what-if="false"
  export const on: Props<'tieback-preview'> = { 'what-if': false };
  // @ts-expect-error: there is no such scheme
  export const bad: Props<'tieback-preview'> = { 'color-scheme': 'red' };
`;

const VUE_JSX = `/** @jsxImportSource vue */
  import type {} from '@tieback/widget/vue';
  export const good = <tieback-charges id="c" key="c" class="wide" agreement="a" fetchClientSecret={async () => 's'} onTieback-change={({ detail }) => console.log(detail.charges)} />;
  export const offline = <tieback-preview snapshot={{}} whatIf onTieback-error={({ detail }) => console.log(detail.code)} />;
  export const picker = <tieback-po-picker name="po" knownOnly onTieback-change={({ detail }) => console.log(detail.value)} />;
  // @ts-expect-error: what a picker tells is a value
  export const bad = <tieback-po-picker onTieback-change={({ detail }) => console.log(detail.charges)} />;
  // @ts-expect-error: there is no such density
  export const worse = <tieback-charges density="loose" />;
`;

/** What the package tells of its elements, held to the schema of that. */
const MANIFEST = `
  import type { CustomElementField, Package } from 'custom-elements-manifest/schema';
  // Fields of elements may tell these, which the list of members leaves out.
  declare module 'custom-elements-manifest/schema' {
    interface ClassField { attribute?: CustomElementField['attribute']; reflects?: CustomElementField['reflects'] }
  }
  export const manifest: Package = ${readFileSync(path.join(PACKAGE, 'custom-elements.json'), 'utf8')};
`;

/** Compiles a console against the package and what else is there, strictly. */
function compile(t, files, packages) {
  const directory = mkdtempSync(path.join(tmpdir(), 'tieback-widget-types-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const modules = path.join(directory, 'node_modules');
  mkdirSync(path.join(modules, '@tieback'), { recursive: true });
  symlinkSync(PACKAGE, path.join(modules, '@tieback/widget'));
  for (const name of packages) symlinkSync(path.join(TOOLS, name), path.join(modules, name));
  const compilerOptions = {
    jsx: 'react-jsx', lib: ['es2022', 'dom', 'dom.iterable'], module: 'esnext', moduleResolution: 'bundler', noEmit: true,
    preserveSymlinks: true, skipLibCheck: false, strict: true, target: 'es2022', types: [],
  };
  const written = { ...files, 'package.json': '{"type": "module"}', 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts', '*.tsx'] }) };
  for (const [name, text] of Object.entries(written)) writeFileSync(path.join(directory, name), text);
  try {
    execFileSync(process.execPath, [TSC, '--project', directory], { encoding: 'utf8' });
  } catch ({ stdout, stderr }) {
    assert.fail(`${stdout}${stderr}`);
  }
}

test('a strict console compiles against the types, and its mistakes do not', (t) => {
  compile(t, { 'plain.ts': PLAIN }, []);
  compile(t, { 'react.tsx': REACT, 'vue.ts': VUE, 'vue-jsx.tsx': VUE_JSX }, FRAMEWORKS);
});

test('what the package tells of its elements is in the form that editors read', (t) => {
  compile(t, { 'manifest.ts': MANIFEST }, ['custom-elements-manifest']);
});
