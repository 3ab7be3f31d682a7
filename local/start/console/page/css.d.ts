/** The bundler takes styles out of the script; nothing is imported at run time. */
declare module '*.css';
