// n8n's own lint configuration (eslint.config.mjs) must stay as n8n ships it, and it judges published code without its
// types. This one judges all code with them.
import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist', 'reports'] },
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
	{
		files: ['**/*.{ts,mts}'],
		extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { project: './tsconfig.dev.json' } },
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			// What was caught is thrown again as it was.
			'@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
		},
	},
	{
		files: ['**/*.{js,cjs,mjs}'],
		extends: [js.configs.recommended],
		languageOptions: { globals: globals.node },
	},
	{
		files: ['simulator/pages/*.js'],
		languageOptions: { globals: globals.browser },
	},
);
