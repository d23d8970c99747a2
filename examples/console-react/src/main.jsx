// A console in React 19: properties and events of the elements are props.
import React, { useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '@tieback/widget';
import './console.css';

const { tieback } = await (await fetch('/configuration.json')).json();

async function fetchClientSecret() {
  const answer = await fetch('/embed-session', { method: 'POST' });
  if (!answer.ok) throw new Error(`the backend answered with ${answer.status}`);
  return (await answer.json()).clientSecret;
}

function Console() {
  const [agreement, setAgreement] = useState('agmt-000001');
  const [saved, setSaved] = useState([]);
  const preview = useRef(null);
  const change = ({ detail }) => {
    setSaved(detail.charges);
    preview.current.refresh();
  };
  const part = { server: tieback, agreement, fetchClientSecret };
  return (
    <main>
      <h1>Northwind console</h1>
      <label>
        Agreement{' '}
        <select value={agreement} onChange={(event) => setAgreement(event.target.value)}>
          <option value="agmt-000001">Lumenroot Analytics</option>
          <option value="agmt-000009">Nadelwerk Forms</option>
        </select>
      </label>
      <tieback-charges {...part} aria-label="Charges" ontieback-change={change}></tieback-charges>
      <output>{saved.map(({ id, purchaseOrderReference }) => `${id}: ${purchaseOrderReference ?? 'none'}`).join(', ')}</output>
      <h2>Coming invoices</h2>
      <tieback-preview {...part} ref={preview} aria-label="Coming invoices"></tieback-preview>
    </main>
  );
}

createRoot(document.querySelector('#root')).render(<Console />);
