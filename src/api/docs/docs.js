// SPDX-License-Identifier: GPL-3.0-or-later
// Renders /api/openapi.json.  No library, no request elsewhere; everything goes in as text, never as HTML.
'use strict';

const WORDS = {
  en: { search: 'Search operations', params: 'Parameters', body: 'Body', answer: 'Answer', nothing: 'No content', run: 'Try it', asking: 'Asking…',
    none: 'Nothing matches.', failed: 'The document could not be loaded.', who: 'Who may', public: 'anybody', signed_in: 'signed in', users: 'users only', scope: 'key scope',
    on: 'on this workspace', server: 'of everything' },
  zh: { search: '搜索接口', params: '参数', body: '请求正文', answer: '应答', nothing: '无内容', run: '试一试', asking: '请求中……',
    none: '没有匹配的接口。', failed: '无法加载接口文档。', who: '谁可调用', public: '任何人', signed_in: '已登录', users: '仅限用户', scope: '密钥权限',
    on: '（本工作区）', server: '（全部工作区）' },
};
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const DEPTH = 5;
let lang = (new URLSearchParams(location.search).get('lang') || navigator.language || 'en').startsWith('zh') ? 'zh' : 'en';
let spec = null;
const t = (k) => WORDS[lang][k];
const $ = (id) => document.getElementById(id);

function el(tag, attrs, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs || {})) {
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else if (v !== null && v !== undefined && v !== false) e.setAttribute(k, v);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}

function resolve(s) {
  return s && s.$ref ? spec.components.schemas[s.$ref.split('/').pop()] : s;
}

function typeName(s) {
  if (!s) return '';
  if (s.$ref) return s.$ref.split('/').pop();
  if (s.anyOf) return s.anyOf.map(typeName).join(' | ');
  if (s.enum) return s.enum.map((v) => JSON.stringify(v)).join(' | ');
  const type = [].concat(s.type || 'any');
  return type.map((x) => (x === 'array' ? typeName(s.items) + '[]' : s.format && x !== 'null' ? `${x} (${s.format})` : x)).join(' | ');
}

// The object schema behind references, lists and nulls; null when there are no fields to show.
function inner(s) {
  s = resolve(s);
  if (!s) return null;
  if (s.properties) return s;
  if (s.items) return inner(s.items);
  if (s.additionalProperties && typeof s.additionalProperties === 'object') return inner(s.additionalProperties);
  return null;
}

function variants(s) {
  s = resolve(s);
  return s && s.anyOf ? s.anyOf.filter((v) => v.type !== 'null') : [s];
}

function fields(s, seen, depth) {
  const ul = el('ul', { class: 'fields' });
  for (const v of variants(s)) {
    const o = inner(v);
    if (!o || seen.includes(o) || depth > DEPTH) continue;
    const need = o.required || [];
    for (const [name, p] of Object.entries(o.properties)) {
      const li = el('li', {}, el('span', { class: 'name' }, name), need.includes(name) ? el('span', { class: 'must', title: 'required' }, '*') : null, ' ',
        el('span', { class: 'type' }, typeName(p)));
      if (p.description) li.append(' ', el('span', { class: 'note' }, p.description));
      const below = fields(p, seen.concat([o]), depth + 1);
      if (below.children.length) li.append(below);
      ul.append(li);
    }
  }
  return ul;
}

function content(holder) {
  const c = holder && holder.content;
  return c ? Object.entries(c)[0] : null;
}

function shape(holder) {
  const c = content(holder);
  if (!c) return el('p', { class: 'note' }, t('nothing'));
  const s = c[1].schema || {};
  return el('div', {}, el('p', {}, el('span', { class: 'type' }, typeName(s)), ' ', el('span', { class: 'note' }, c[0])), fields(s, [], 0));
}

function sample(s, depth) {
  const name = s && s.$ref;
  s = resolve(s) || {};
  if (depth > 3) return null;
  if (s.anyOf) return sample(s.anyOf[0], depth + 1);
  if (s.enum) return s.enum[0];
  const type = [].concat(s.type)[0];
  if (type === 'object' || s.properties) {
    const o = {};
    for (const k of s.required || []) o[k] = sample(s.properties[k], depth + (name ? 1 : 0));
    return o;
  }
  if (type === 'array') return s.items ? [sample(s.items, depth + 1)] : [];
  if (type === 'integer' || type === 'number') return s.minimum || 0;
  if (type === 'boolean') return true;
  return s.format === 'date' ? '2026-01-31' : s.format === 'date-time' ? '2026-01-31T10:00:00.000Z' : '…';
}

function curl(method, path, op) {
  let text = 'curl';
  if (method !== 'get') text += ` -X ${method.toUpperCase()}`;
  if (op.security.length) text += " -H 'Authorization: Bearer shk_…'";
  const body = content(op.requestBody);
  if (body && body[0] === 'application/json') text += ` -H 'Content-Type: application/json' -d '${JSON.stringify(sample(body[1].schema, 0))}'`;
  else if (body) text += ' --data-binary @FILE';
  return `${text} '${location.origin}${path}'`;
}

function who(op) {
  const colon = lang === 'zh' ? '：' : ': ';
  const p = el('p', {}, t('who') + colon);
  const add = (text) => p.append(el('span', { class: 'tag' }, text));
  const rule = op['x-shoal-rule'];
  if (rule === 'public' || rule === 'signed_in') add(t(rule));
  if (op['x-shoal-role']) add(op['x-shoal-role'] + ' ' + (rule === 'server' ? t('server') : t('on')));
  if (op['x-shoal-scope'] && !op['x-shoal-users-only']) add(t('scope') + colon + op['x-shoal-scope'] + (op['x-shoal-or-scope'] ? ' / ' + op['x-shoal-or-scope'] : ''));
  if (op['x-shoal-users-only']) add(t('users'));
  return p;
}

function tryIt(path, op) {
  const out = el('pre', { hidden: '', 'aria-live': 'polite' });
  const inputs = op.parameters.filter((p) => p.in !== 'header').map((p) => ({ p, input: el('input', { name: p.name, required: p.required ? '' : null }) }));
  if (new URLSearchParams(location.search).get('w')) inputs.filter((i) => i.p.name === 'workspace').forEach((i) => { i.input.value = new URLSearchParams(location.search).get('w'); });
  async function run(event) {
    event.preventDefault();
    let url = path;
    const query = new URLSearchParams();
    for (const { p, input } of inputs) {
      if (p.in === 'path') url = url.replace(`{${p.name}}`, encodeURIComponent(input.value));
      else if (input.value) query.set(p.name, input.value);
    }
    if ([...query].length) url += '?' + query;
    out.hidden = false;
    out.textContent = t('asking');
    try {
      const r = await fetch(url, { headers: { 'Accept-Language': lang } });
      let text = await r.text();
      try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it is */ }
      out.textContent = `${r.status} ${url}\n\n${text.slice(0, 100000)}`;
    } catch (e) {
      out.textContent = String(e);
    }
  }
  return el('div', {}, el('h3', {}, t('run')),
    el('form', { onsubmit: run }, ...inputs.map((i) => el('label', {}, i.p.name, i.input)), el('button', { type: 'submit' }, 'GET')), out);
}

function detail(method, path, op) {
  const body = el('div', { class: 'body' });
  if (op.description) body.append(el('p', {}, op.description));
  body.append(who(op));
  if (op.parameters.length) {
    body.append(el('h3', {}, t('params')), el('ul', { class: 'fields' }, ...op.parameters.map((p) => el('li', {}, el('span', { class: 'name' }, p.name),
      p.required ? el('span', { class: 'must' }, '*') : null, ' ', el('span', { class: 'type' }, typeName(p.schema)), ' ', el('span', { class: 'note' }, `${p.in}. ${p.description || ''}`)))));
  }
  if (op.requestBody) body.append(el('h3', {}, t('body')), shape(op.requestBody));
  const [status, answer] = Object.entries(op.responses)[0];
  body.append(el('h3', {}, `${t('answer')} ${status}`), shape(answer), el('pre', { class: 'curl' }, curl(method, path, op)));
  const stream = content(answer) && content(answer)[0] === 'text/event-stream';
  if (method === 'get' && !stream) body.append(tryIt(path, op));
  return body;
}

function operation(method, path, op) {
  const d = el('details', { class: 'op', id: op.operationId }, el('summary', {}, el('span', { class: 'method ' + method }, method.toUpperCase()),
    el('span', { class: 'path' }, path), el('span', { class: 'title' }, op.summary)));
  d.addEventListener('toggle', () => {
    if (d.open && d.children.length === 1) d.append(detail(method, path, op));
  });
  return d;
}

function matches(words, method, path, op) {
  const text = `${method} ${path} ${op.operationId} ${op.summary} ${op.description || ''}`.toLowerCase();
  return words.every((w) => text.includes(w));
}

function render() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map();
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const m of METHODS) {
      const op = item[m];
      if (!op || !matches(words, m, path, op)) continue;
      if (!groups.has(op.tags[0])) groups.set(op.tags[0], []);
      groups.get(op.tags[0]).push(operation(m, path, op));
    }
  }
  $('nav').replaceChildren(...[...groups].map(([g, ops]) => el('a', { href: '#group-' + g }, g, el('span', {}, String(ops.length)))));
  $('main').replaceChildren(el('p', { class: 'about' }, spec.info.description));
  for (const [g, ops] of groups) $('main').append(el('h2', { id: 'group-' + g }, g), ...ops);
  if (!groups.size) $('main').append(el('p', {}, t('none')));
}

function openNamed() {
  const d = $(decodeURIComponent(location.hash.slice(1)));
  if (!d) return;
  if (d.tagName === 'DETAILS') d.open = true;
  d.scrollIntoView();
}

async function load() {
  document.documentElement.lang = lang;
  $('lang').value = lang;
  $('search').placeholder = t('search');
  try {
    const r = await fetch('/api/openapi.json?lang=' + lang);
    if (!r.ok) throw new Error(String(r.status));
    spec = await r.json();
    render();
    openNamed();
  } catch (e) {
    $('main').replaceChildren(el('p', {}, `${t('failed')} (${e.message})`));
  }
}

$('search').addEventListener('input', () => spec && render());
$('lang').addEventListener('change', () => { lang = $('lang').value; load(); });
addEventListener('hashchange', openNamed);
load();
