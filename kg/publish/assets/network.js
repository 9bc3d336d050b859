/* Draws the network that was laid out when the site was made. */
"use strict";

(() => {
  const box = document.getElementById("network");
  const status = document.getElementById("network-status");
  const colours = ["#3c7f9f", "#b8632b", "#5b8c4a", "#8a5fa8", "#b04a5a", "#8c7a2f", "#3f8f86", "#6b6f9e"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const drawn = self.kgNetwork;

  const graph = new graphology.Graph();
  const most = Math.max(1, ...drawn.nodes.filter((node) => node.kind === "author").map((node) => node.size));
  drawn.nodes.forEach((node, place) => graph.addNode(place, {
    x: node.x, y: node.y, label: node.name, path: node.path, kind: node.kind,
    size: node.kind === "topic" ? 9 : 3 + 6 * Math.sqrt(node.size / most),
    colour: node.group < 0 ? "#8d897d" : colours[node.group % colours.length],
    forceLabel: node.kind === "topic",
  }));
  drawn.edges.forEach(([from, to, weight]) => graph.mergeEdge(from, to, { size: 0.4 + 0.5 * Math.sqrt(weight) }));

  let near = null;
  const label = (context, data, settings) => {
    if (!data.label) return;
    context.font = `${data.kind === "topic" ? "600 15px" : "13px"} ${settings.labelFont}`;
    context.lineWidth = 3;
    context.strokeStyle = style("--raised");
    context.fillStyle = style("--ink");
    context.strokeText(data.label, data.x + data.size + 4, data.y + 4);
    context.fillText(data.label, data.x + data.size + 4, data.y + 4);
  };

  let sigma;
  try {
    box.hidden = false;
    sigma = new Sigma(graph, box, {
      labelFont: "system-ui, sans-serif", labelRenderedSizeThreshold: 7, allowInvalidContainer: true,
      defaultDrawNodeLabel: label, defaultDrawNodeHover: label,
      nodeReducer: (node, data) => {
        const faint = near && !near.has(node);
        return { ...data, color: faint ? style("--line") : data.colour, label: faint ? "" : data.label,
          forceLabel: data.forceLabel || Boolean(near && !faint), zIndex: faint ? 0 : 1 };
      },
      edgeReducer: (edge, data) => {
        const shown = !near || graph.extremities(edge).every((node) => near.has(node));
        return { ...data, color: style("--line"), hidden: !shown };
      },
    });
  } catch {
    box.hidden = true;
    return;
  }
  status.textContent = "Point at a name to see whom it is tied to; choose it to go to its page. The table below says the same.";
  sigma.on("enterNode", ({ node }) => {
    near = new Set([node, ...graph.neighbors(node)]);
    box.style.cursor = "pointer";
    sigma.refresh();
  });
  sigma.on("leaveNode", () => { near = null; box.style.cursor = ""; sigma.refresh(); });
  sigma.on("clickNode", ({ node }) => { location.href = `${graph.getNodeAttribute(node, "path")}.html`; });
  dark.addEventListener("change", () => sigma.refresh());
})();
