/** Version of Paceline as package.json has it; a test holds them together. */
export const PACELINE_VERSION = '0.1.0';
