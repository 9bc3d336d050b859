/* Answers SPARQL over the site's own dump, beside the page, so that it stays alive. */
import init, { Store } from "./vendor/oxigraph/web.js";

const DUMP = "../data/graph.nt.gz";
let store = null;

const load = async () => {
  const start = performance.now();
  const [answer] = await Promise.all([fetch(new URL(DUMP, import.meta.url)), init()]);
  if (!answer.ok) throw new Error(`the data could not be fetched: ${answer.status} ${answer.statusText}`);
  const packed = new Uint8Array(await answer.arrayBuffer());
  /* Some hosts unpack what ends in .gz by themselves; the first bytes tell. */
  const gzip = packed[0] === 0x1f && packed[1] === 0x8b;
  const body = gzip ? new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")) : null;
  const text = body ? await new Response(body).text() : new TextDecoder().decode(packed);
  store = new Store();
  store.load(text, { format: "application/n-triples", no_transaction: true });
  postMessage({ kind: "ready", triples: store.size, time: performance.now() - start });
};

const plain = (term) => term && {
  type: term.termType, value: term.value, language: term.language || "", datatype: term.datatype?.value ?? "",
};

const answer = (text) => {
  const found = store.query(text);
  if (typeof found === "boolean") return { columns: ["answer"], rows: [[{ type: "Literal", value: found ? "yes" : "no" }]] };
  if (found.length && found[0].subject) {
    return { columns: ["subject", "predicate", "object"],
      rows: found.map((quad) => [plain(quad.subject), plain(quad.predicate), plain(quad.object)]) };
  }
  const columns = [...new Set(found.flatMap((row) => [...row.keys()]))];
  return { columns, rows: found.map((row) => columns.map((name) => plain(row.get(name)))) };
};

onmessage = async ({ data }) => {
  try {
    if (!store) await load();
    const start = performance.now();
    const found = answer(data.text);
    postMessage({ kind: "answer", ...found, time: performance.now() - start });
  } catch (error) {
    postMessage({ kind: "error", message: String(error?.message ?? error) });
  }
};
