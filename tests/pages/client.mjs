// Somebody in a program of their own: what the server says without pages.
import assert from 'node:assert/strict';

/** The account of the example organisation that keeps its purchase orders. */
export const GROUP = '410000000001';

const API = 'api/v1';

export class Client {
  constructor(site, cookie) {
    this.site = site;
    this.cookie = cookie;
  }

  /** Signs in as somebody of the example by the start of their address. */
  static async of(site, who) {
    const client = new Client(site, '');
    const response = await client.ask('POST', '/session/example', { user: `u-${who}` });
    client.cookie = response.headers.get('set-cookie').split(';')[0];
    return client;
  }

  /** Makes the first person and the organisation by the link that a server prints. */
  static async first(site, link, body) {
    const client = new Client(site, '');
    const response = await client.ask('POST', '/set-up', { secret: link.slice(link.indexOf('#') + 1), ...body });
    client.cookie = response.headers.get('set-cookie').split(';')[0];
    return client;
  }

  /** Asks, whatever the answer is. */
  ask(method, path, body) {
    return this.request(method, path, 'application/json', body && JSON.stringify(body));
  }

  /** The same where it has to succeed. */
  async send(method, path, body) {
    const response = await this.ask(method, path, body);
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }

  /** What is there, as it is written; the path is below the API. */
  async text(path) {
    const response = await this.ask('GET', path);
    assert.equal(response.status, 200, path);
    return response.text();
  }

  /** What is there. */
  async get(path) {
    return JSON.parse(await this.text(path));
  }

  /** Suspends a purchase order of the management account. */
  suspend(order) {
    return this.send('PUT', `/accounts/${GROUP}/purchase-orders/${encodeURIComponent(order)}/status`, { status: 'suspended' });
  }

  /** Hands in a table. */
  async import(path, table) {
    const response = await this.request('POST', path, 'text/csv', table);
    assert.ok(response.ok, `${path}: ${response.status} ${await response.text()}`);
  }

  /** Sends a body of some kind, if there is one. */
  request(method, path, kind, body) {
    const headers = { 'X-Tieback-Client': 'tests', 'Content-Type': kind, Cookie: this.cookie };
    return fetch(this.site.address(`${API}${path}`), { method, headers, body });
  }

  /** The sign-in, for a browser. */
  browserCookie() {
    const [name, value] = this.cookie.split('=');
    const url = this.site.address().replace(/^http:/, 'https:');
    return { name, value, url, secure: true, httpOnly: true, sameSite: 'Strict' };
  }
}
