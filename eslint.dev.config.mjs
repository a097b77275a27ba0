// n8n's own lint configuration (eslint.config.mjs) must stay as n8n ships it and judges published code. Everything that
// is never published (simulator, tests, scripts) is TypeScript in *.mts and is judged by this one.
import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist', 'node_modules', 'nodes', 'credentials', 'index.ts'] },
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
	{
		files: ['**/*.mts'],
		extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { project: './tsconfig.dev.json' } },
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
		},
	},
	{
		files: ['**/*.{js,mjs}'],
		extends: [js.configs.recommended],
		languageOptions: { globals: globals.node },
	},
);
