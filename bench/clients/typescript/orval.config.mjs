export default {
  api: {
    input: "./openapi.json",
    output: { target: "./client.ts", client: "fetch", baseUrl: process.env.URL },
  },
};
