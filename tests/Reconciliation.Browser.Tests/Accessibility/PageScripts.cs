namespace Reconciliation.Browser.Tests;

/// <summary>Scripts that look at a page and answer with the elements at fault.</summary>
internal static class PageScripts
{
    /// <summary>The element that has the focus, and why it is not seen.</summary>
    public const string FocusIsSeen = """
        () => {
            const e = document.activeElement;
            if (!e || e === document.body || e === document.documentElement) return ['', ''];
            e.dataset.rang ??= String(document.querySelectorAll('[data-rang]').length);
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            const name = `${e.dataset.rang} ${e.outerHTML.slice(0, 120)}`;
            const isFramed = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 3;
            if (!isFramed && !e.matches('input[type^=date]')) return [name, 'no frame'];
            if (r.bottom <= 0 || r.top >= innerHeight) return [name, 'outside the window'];
            const x = Math.max(r.left, 0) + Math.min(r.width, innerWidth) / 2;
            const y = (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2;
            const top = document.elementFromPoint(Math.min(x, innerWidth - 1), y);
            const isFree = !top || e.contains(top) || top.contains(e) || top.closest('label')?.contains(e);
            return [name, isFree ? '' : `covered by ${top.outerHTML.slice(0, 80)}`];
        }
        """;

    /// <summary>Texts that are cut off.</summary>
    public const string CutText = """
        () => [...document.querySelectorAll('main *, header *, footer *')]
            .filter(e => e.checkVisibility() && e.children.length === 0 && e.textContent.trim())
            .filter(e => !e.closest('.invisible, svg, thead, option, select, pre, textarea'))
            .filter(e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX))
            .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
            .map(e => e.outerHTML.slice(0, 120))
        """;

    /// <summary>Controls and marks without an edge.</summary>
    public const string WithoutEdge = """
        () => [...document.querySelectorAll(
                'main :is(button.bouton, a.bouton, input, select, textarea, .etiquette, .probleme), [aria-current=page]')]
            .filter(e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
            .filter(e => !e.matches('[type=hidden], [type=checkbox], [type=radio]'))
            .filter(e => {
                const s = getComputedStyle(e);
                const isBare = ['Top', 'Bottom'].every(b => parseFloat(s[`border${b}Width`]) < 1 || s[`border${b}Style`] === 'none');
                const isFramed = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1;
                return isBare && !isFramed && !s.textDecorationLine.includes('underline');
            })
            .map(e => e.outerHTML.slice(0, 120))
        """;

    /// <summary>Controls of which neither the edge nor the ground stands out 3:1 from the ground behind.</summary>
    public const string FaintEdges = """
        () => {
            const parse = c => (c.match(/[0-9.]+/g) ?? ['0', '0', '0', '0']).map(Number);
            const linear = v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
            const light = c => [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => sum + w * linear(c[i] / 255), 0);
            const ratio = (a, b) => {
                const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
                return (x + 0.05) / (y + 0.05);
            };
            const ground = e => {
                for (let p = e; p; p = p.parentElement) {
                    const c = parse(getComputedStyle(p).backgroundColor);
                    if ((c[3] ?? 1) > 0) return c;
                }
                return [255, 255, 255];
            };
            return [...document.querySelectorAll('main :is(.bouton, input, select, textarea)')]
                .filter(e => e.checkVisibility() && !e.matches('[type=hidden], [type=checkbox], [type=radio]'))
                .filter(e => {
                    const behind = ground(e.parentElement);
                    return Math.max(ratio(parse(getComputedStyle(e).borderTopColor), behind), ratio(ground(e), behind)) < 3;
                })
                .map(e => e.outerHTML.slice(0, 120));
        }
        """;

    /// <summary>Ids that stand twice, references that lead nowhere, headings that skip a level, unwanted elements.</summary>
    public const string MarkupFaults = """
        () => {
            const all = selector => [...document.querySelectorAll(selector)];
            const ids = all('[id]').map(e => e.id);
            const twice = ids.filter((id, i) => ids.indexOf(id) !== i).map(id => `${id} twice`);
            const lost = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']
                .flatMap(a => all(`[${a}]`).flatMap(e => e.getAttribute(a).split(' ')))
                .concat(all('a[href^="#"]').map(a => a.getAttribute('href').slice(1)))
                .filter(id => !document.getElementById(id)).map(id => `nothing is ${id}`);
            const levels = all('h1, h2, h3, h4').filter(h => !h.closest('dialog')).map(h => Number(h.tagName[1]));
            const skipped = levels.filter((l, i) => l > (levels[i - 1] ?? 0) + 1).map(l => `a level is skipped before h${l}`);
            const unwanted = all('font, center, marquee, blink, big, tt, strike, [align], [bgcolor], table[border]')
                .concat(all('iframe, object, embed, video, audio, canvas, meta[http-equiv=refresh], [target], [accesskey], [dir]'))
                .map(e => e.outerHTML.slice(0, 80));
            return [...twice, ...lost, ...skipped, ...unwanted, ...(document.doctype?.name === 'html' ? [] : ['no doctype'])];
        }
        """;

    /// <summary>Elements that a browser reads in another number than the source has them, and attributes that stand twice on one.</summary>
    public const string MendedElements = """
        async () => {
            const source = await (await fetch(location.href)).text();
            const tags = [...source.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s"=<>]+(?:="[^"]*")?)*)\s*\/?>/gi)];
            const count = names => names.reduce((sum, n) => sum.set(n, (sum.get(n) ?? 0) + 1), new Map());
            const written = count(tags.map(t => t[1].toLowerCase()));
            const page = new DOMParser().parseFromString(source, 'text/html');
            const read = count([...page.querySelectorAll('*')].map(e => e.localName.toLowerCase()));
            const names = t => [...t[2].matchAll(/([^\s"=<>]+)(?:="[^"]*")?/g)].map(a => a[1]);
            const twice = tags.filter(t => new Set(names(t)).size < names(t).length);
            return [...new Set([...written.keys(), ...read.keys()])].filter(n => written.get(n) !== read.get(n))
                .map(n => `${n}: ${written.get(n)} written, ${read.get(n)} read`).concat(twice.map(t => t[0].slice(0, 120)));
        }
        """;
}
