/** Mantine in the console's clothes: its variables are the console's own, and a button has four looks. */
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** Mantine wants ten shades of a colour; which one a component takes is decided by the resolver below. */
const ink: MantineColorsTuple = [
  'var(--ink)',
  'var(--ink)',
  'var(--ink)',
  'var(--ink)',
  'var(--ink)',
  'var(--ink)',
  'var(--ink)',
  'var(--ink)',
  'var(--ink)',
  'var(--ink)',
];

const CLEAR = 'transparent';
/** `danger` is for what can't be taken back. */
const LOOKS: Record<string, { background: string; hover: string; color: string; border: string }> = {
  filled: {
    background: 'var(--act)',
    hover: 'var(--act-hover)',
    color: 'var(--act-ink)',
    border: `1px solid ${CLEAR}`,
  },
  default: {
    background: 'var(--raised)',
    hover: 'var(--raised-hover)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
  },
  subtle: { background: CLEAR, hover: 'var(--raised)', color: 'var(--ink)', border: `1px solid ${CLEAR}` },
  danger: {
    background: CLEAR,
    hover: 'var(--exhausted-tint)',
    color: 'var(--exhausted)',
    border: '1px solid var(--exhausted)',
  },
};

const variantColorResolver: VariantColorsResolver = (input) =>
  LOOKS[input.variant] ?? defaultVariantColorsResolver(input);

export const theme = createTheme({
  primaryColor: 'ink',
  colors: { ink },
  variantColorResolver,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '14px', xl: '24px' },
  lineHeights: { xs: '18px', sm: '20px', md: '20px', lg: '20px', xl: '30px' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '24px', lineHeight: '30px' } } },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '12px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: { Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } } },
});

/** Said for each scheme, since Mantine's own are: they are the same, the tokens differ. */
const VARIABLES = {
  '--mantine-color-body': 'var(--ground)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--dim)',
  '--mantine-color-placeholder': 'var(--dim)',
  '--mantine-color-anchor': 'var(--ink)',
  '--mantine-color-error': 'var(--exhausted)',
  '--mantine-color-default': 'var(--card)',
  '--mantine-color-default-hover': 'var(--raised)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--raised)',
  '--mantine-color-disabled-color': 'var(--dim)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--act)',
  '--mantine-primary-color-filled-hover': 'var(--act-hover)',
  '--mantine-primary-color-contrast': 'var(--act-ink)',
  '--mantine-shadow-md': 'var(--shadow)',
  '--mantine-shadow-xl': 'var(--shadow)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: VARIABLES,
  dark: VARIABLES,
});
