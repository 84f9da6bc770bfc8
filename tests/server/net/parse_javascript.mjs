// Prints the syntax trees of all modules in the folder that is named, as TypeScript's parser reads them: for each file
// [name, [[kind, text or operator], ...] in document order].
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

const [folder] = process.argv.slice(2);
const config = join(folder, "tsconfig.json");
const compilerOptions = { allowJs: true, noEmit: true, noLib: true, target: "esnext", module: "esnext", types: [] };
writeFileSync(config, JSON.stringify({ compilerOptions, include: ["*.js"] }));

const api = new API();
const { program } = api.updateSnapshot({ openProject: config }).getProjects()[0];
const trees = {};
for (const name of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
  const file = program.getSourceFile(join(folder, name));
  const nodes = [];
  const walk = (node) => {
    const described = [SyntaxKind[node.kind], node.operator ?? 0];
    let isLeaf = true;
    nodes.push(described);
    node.forEachChild((child) => {
      isLeaf = false;
      walk(child);
    });
    // What is left out (the let of a declaration, empty lists) is told by the kinds around it and by this.
    // An empty block has nothing but comments, and a statement of one word has a semicolon or none.
    const isEmpty = isLeaf && node.kind === SyntaxKind.Block;
    described.push(isEmpty ? "{}" : isLeaf ? node.getText(file).replace(/;$/, "") : node.flags & 7);
  };
  walk(file);
  trees[name] = nodes;
}
process.stdout.write(JSON.stringify(trees));
api.close();
