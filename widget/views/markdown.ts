import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { link } from './link.ts';

type Rendered = TemplateResult | string;

const inlinePattern = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*(?!\s)([^*\n]+)(?<!\s)\*|\[([^\]\n]+)\]\(([^()\s]+)\)/g;
const itemPattern = /^\s*(?:[-*]|\d+[.)])\s+/;

/**
 * The few things authors use in help texts: paragraphs, lists, bold, italic, code and `https:` links. Everything else stays the text it is.
 * Built as Lit templates, so nothing an author writes can become markup.
 * @param linkHint what a screen reader adds to a link, for example "opens in a new window".
 */
export function markdown(source: string, linkHint: string): TemplateResult[] {
  return source
    .trim()
    .split(/\n\s*\n/)
    .flatMap((block) => renderBlock(block.split('\n'), linkHint));
}

// A block is prose that may run into a list; `1.` and `-` both mean a list, the first one decides which.
function renderBlock(lines: readonly string[], linkHint: string): TemplateResult[] {
  const start = lines.findIndex((line) => itemPattern.test(line));
  const prose = (start < 0 ? lines : lines.slice(0, start)).join(' ').trim();
  const blocks = prose === '' ? [] : [html`<p><bdi>${renderInline(prose, linkHint)}</bdi></p>`];
  if (start < 0) return blocks;
  const items: string[] = [];
  for (const line of lines.slice(start)) {
    if (itemPattern.test(line)) items.push(line.replace(itemPattern, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  const rows = items.map((item) => html`<li><bdi>${renderInline(item, linkHint)}</bdi></li>`);
  return [
    ...blocks,
    /^\s*\d/.test(lines[start] ?? '')
      ? html`<ol>
          ${rows}
        </ol>`
      : html`<ul>
          ${rows}
        </ul>`,
  ];
}

function renderInline(text: string, linkHint: string): Rendered[] {
  const parts: Rendered[] = [];
  let end = 0;
  for (const match of text.matchAll(inlinePattern)) {
    const [whole, code, bold, italic, label, url] = match;
    parts.push(text.slice(end, match.index));
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${bold}</strong>`);
    else if (italic !== undefined) parts.push(html`<em>${italic}</em>`);
    else parts.push(link(url, label ?? '', linkHint));
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts;
}
