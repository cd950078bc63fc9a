// Shows /openapi.json. A token that somebody enters stays in the page.
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  // The validator is somebody else's server.
  validatorUrl: null,
});
