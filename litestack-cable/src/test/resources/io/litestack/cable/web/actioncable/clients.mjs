// The clients that browsers have, each on the same messages; what they hear is printed, a line each.
// Arguments: port, token of the stream.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [port, token] = process.argv.slice(2);
const require = createRequire(join(process.env.NODE_PATH, "x.js"));
const load = path => import(pathToFileURL(join(process.env.NODE_PATH, path)));
const say = (client, what, data) => console.log(client + " " + what + (data === undefined ? "" : " " + JSON.stringify(data)));

const WebSocket = require("ws");
// what the client of Rails takes from a page
globalThis.addEventListener = globalThis.addEventListener || (() => {});
globalThis.removeEventListener = globalThis.removeEventListener || (() => {});
globalThis.document = { visibilityState: "visible", addEventListener() {}, removeEventListener() {} };

const { createConsumer, adapters, ConnectionMonitor } = await load("@rails/actioncable/app/assets/javascripts/actioncable.esm.js");
adapters.WebSocket = WebSocket;
ConnectionMonitor.staleThreshold = 2; // it comes back sooner than after 6 seconds
createConsumer(`ws://127.0.0.1:${port}/cable`).subscriptions.create({ channel: "ChatChannel", room: "1" }, {
  connected() { say("rails", "connected"); this.perform("speak", { text: "from rails" }); },
  disconnected() { say("rails", "disconnected"); },
  received(data) { say("rails", "received", data); }
});

const { createCable } = await load("@anycable/web/index.js");
const cable = createCable(`ws://127.0.0.1:${port}/cable`, {
  protocol: "actioncable-v1-ext-json",
  websocketImplementation: WebSocket,
  logLevel: "error"
});
const channel = cable.subscribeTo("ChatChannel", { room: "1" });
channel.on("connect", () => say("anycable", "connected"));
channel.on("disconnect", () => say("anycable", "disconnected"));
channel.on("message", data => say("anycable", "received", data));
channel.on("info", event => say("anycable", event.type));

const { EventSource } = require("eventsource");
const source = new EventSource(`http://127.0.0.1:${port}/stream?token=${token}`);
source.addEventListener("live", () => say("eventsource", "connected"));
source.addEventListener("error", () => say("eventsource", "disconnected"));
source.addEventListener("message", event => say("eventsource", "received", event.data));
