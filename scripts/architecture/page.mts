const DIAGRAM = /(?<=```mermaid\n)[^]*?(?=\n```)/;

/** The page with another diagram. @throws Error where the page has no place for it */
export function withDiagram(page: string, diagram: string): string {
	if (!DIAGRAM.test(page)) throw new Error('The page has no Mermaid block for the diagram.');
	return page.replace(DIAGRAM, () => diagram);
}
