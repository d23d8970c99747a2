// What a console does with the parts: tells them where the server is and how they get a session, and
// listens.
const { tieback } = await (await fetch('configuration.json')).json();

async function fetchClientSecret() {
  const answer = await fetch('embed-session', { method: 'POST' });
  if (!answer.ok) throw new Error(`the backend answered with ${answer.status}`);
  return (await answer.json()).clientSecret;
}

const log = document.querySelector('#log');
for (const part of document.querySelectorAll('tieback-charges, tieback-preview, tieback-po-picker')) {
  part.server = tieback;
  part.fetchClientSecret = fetchClientSecret;
  for (const name of ['tieback-change', 'tieback-error', 'tieback-navigate']) {
    part.addEventListener(name, ({ detail }) => {
      const item = document.createElement('li');
      item.textContent = `${name}: ${JSON.stringify(detail)}`;
      log.append(item);
    });
  }
}

// What was saved moves invoices.
document.querySelector('tieback-charges').addEventListener('tieback-change', () => document.querySelector('tieback-preview').refresh());

document.querySelector('#request').addEventListener('submit', (event) => {
  event.preventDefault();
  document.querySelector('#sent').value = JSON.stringify(Object.fromEntries(new FormData(event.target)));
});
