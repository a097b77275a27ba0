module.exports = {
	semi: true,
	trailingComma: 'all',
	bracketSpacing: true,
	useTabs: true,
	tabWidth: 2,
	arrowParens: 'always',
	singleQuote: true,
	quoteProps: 'as-needed',
	endOfLine: 'lf',
	printWidth: 110,
	// npm indents its lock as it finds package.json, and has always used spaces here.
	overrides: [{ files: './package.json', options: { useTabs: false } }],
};
