// The least that a page does: where the server is, and how a session is opened.
const preview = document.querySelector('tieback-preview');
preview.server = (await (await fetch('configuration.json')).json()).tieback;
preview.fetchClientSecret = async () => (await (await fetch('embed-session', { method: 'POST' })).json()).clientSecret;
