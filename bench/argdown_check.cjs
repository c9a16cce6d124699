// Ask the official Argdown parser whether it takes what we write. A check for whoever changes the writer, no test.
//
//     npm install --prefix /tmp/argdown @argdown/core
//     NODE_PATH=/tmp/argdown/node_modules node bench/argdown_check.cjs FILE.argdown ...

const fs = require("fs");
const argdown = require("@argdown/core");

let wrong = 0;
for (const path of process.argv.slice(2)) {
  const app = new argdown.ArgdownApplication();
  app.addPlugin(new argdown.ParserPlugin(), "parse-input");
  app.addPlugin(new argdown.DataPlugin(), "build-model");
  app.addPlugin(new argdown.ModelPlugin(), "build-model");
  const input = fs.readFileSync(path, "utf8");
  const found = app.run({ input, process: ["parse-input", "build-model"], logLevel: "error" });
  const errors = [...(found.lexerErrors || []), ...(found.parserErrors || [])];
  wrong += errors.length > 0;
  const counts = `${Object.keys(found.statements || {}).length} statements, ${(found.relations || []).length} relations`;
  console.log(`${path}: ${errors.length ? errors[0].message : counts}`);
}
process.exit(wrong ? 1 : 0);
