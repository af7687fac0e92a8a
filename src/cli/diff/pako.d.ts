/** The part of pako that is used; a CommonJS module, so only its default is sure to be there when it is bundled. */
declare module 'pako/lib/deflate.js' {
  const pako: { deflate(data: Uint8Array): Uint8Array };
  // biome-ignore lint/style/noDefaultExport: that is how CommonJS modules are imported.
  export default pako;
}
