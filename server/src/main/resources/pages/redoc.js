"use strict";
// The search index needs a worker from a blob, which this page's policy does not allow; the browser's own search does.
const font = "system-ui, sans-serif";
Redoc.init(
  "/openapi.json",
  {
    disableSearch: true,
    requiredPropsFirst: true,
    theme: { typography: { fontFamily: font, headings: { fontFamily: font } } },
  },
  document.getElementById("redoc"),
);
