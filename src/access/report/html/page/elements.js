/*
 * Elements of the page. Text of the report only ever becomes text nodes: nothing here parses HTML.
 *
 * The files of this directory are one script together, in the order that render-html.ts gives; they share their names.
 */

/** @typedef {import('../html-input').HtmlInput} HtmlInput */
/** @typedef {import('../html-input').HtmlLink} HtmlLink */
/** @typedef {import('../html-input').HtmlThing} HtmlThing */
/** @typedef {import('../html-input').HtmlPlace} HtmlPlace */
/** @typedef {import('../html-input').HtmlFinding} HtmlFinding */
/** @typedef {import('../html-input').HtmlLayer} HtmlLayer */
/** @typedef {Node | string | false | undefined} Child */
/** @typedef {Record<string, string | number | boolean | undefined | ((event: Event) => void)>} Attributes */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element; an attribute that is a function listens to the event of that name.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  fill(made, attributes, children);
  return made;
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
function drawing(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  fill(made, attributes, children);
  return made;
}

/**
 * @param {Element} made
 * @param {Attributes} attributes
 * @param {Child[]} children
 */
function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(name, value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  made.append(...present(children));
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function present(children) {
  return children.filter((child) => child !== undefined && child !== false);
}

/** Each verdict has a shape of its own, so that nobody needs its colour. @type {Record<string, string>} */
const SHAPES = {
  // a tick in a circle, a cross in an octagon, a question mark in a diamond
  allowed: 'M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14z M4.6 8.2l2.3 2.4 4.5-4.9',
  denied: 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z M5.4 5.4l5.2 5.2 M10.6 5.4l-5.2 5.2',
  depends: 'M8 .6L15.4 8 8 15.4.6 8z M6.1 6.4a1.9 1.9 0 1 1 2.9 1.6c-.7.4-1 .7-1 1.4 M8 11.2v.6',
  silent: 'M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14z M4.8 8h6.4',
};

/** What a layer does, as the verdict that looks the same. @type {Record<HtmlLayer['outcome'], string>} */
const SHAPE_OF_LAYER = { allows: 'allowed', denies: 'denied', depends: 'depends', silent: 'silent' };

/** @param {string} shape */
function icon(shape) {
  return drawing('svg', { 'class': `icon ${shape}`, 'viewBox': '0 0 16 16', 'aria-hidden': 'true' }, drawing('path', { d: SHAPES[shape] }));
}

/** The icon with its word. @param {string} outcome */
function verdictOf(outcome) {
  return element('span', { class: `verdict ${outcome}` }, icon(outcome), outcome);
}

/**
 * @param {number} number
 * @param {string} word
 */
function counted(number, word) {
  return `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** A statement or another value as indented JSON. @param {unknown} value */
function jsonBlock(value) {
  return element('pre', { tabindex: 0, role: 'group', 'aria-label': 'JSON' }, element('code', {}, JSON.stringify(value, undefined, 2)));
}

/** Where a resource stands. @param {HtmlPlace} place */
function placeLine(place) {
  return element('p', { class: 'place' }, element('code', {}, place.path), element('span', { class: 'quiet' }, `${report.words[place.type]} in ${report.words[place.template]}`));
}
