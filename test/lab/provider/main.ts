import type { AddressInfo } from "node:net";
import type { Http2SecureServer } from "node:http2";
import { createServerCertificate } from "./certificate";
import descriptor from "./descriptor.json";
import { createGrpcServer, type UnaryHandler } from "./grpcServer";
import { decodeMessage, encodeMessage, type Message, type Method, serviceMethods } from "./protobuf";
import { LabProvider } from "./provider";

/** go-plugin's proof that we were started by Terraform: the same for every provider, no secret. */
const MAGIC_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
const PARENT_CHECK_MS = 1000;
/** Long enough for the answer to Shutdown to leave. */
const SHUTDOWN_MS = 20;
const HEALTH_SERVING = Buffer.from([0x08, 0x01]);

function main(): void {
  // Ctrl-C reaches the whole process group: Terraform decides when we stop.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", leave);
  const clientCertificate = process.env.PLUGIN_CLIENT_CERT;
  if (process.env.TF_PLUGIN_MAGIC_COOKIE !== MAGIC_COOKIE || !clientCertificate) {
    process.stderr.write(
      "This is a Terraform provider. Terraform starts it, with mutual TLS; it is not run by hand.\n",
    );
    process.exit(1);
  }
  const certificate = createServerCertificate();
  const service = {
    unary: unaryHandlers(new LabProvider(process.env)),
    silentStreams: new Set(["/plugin.GRPCStdio/StreamStdio", "/plugin.GRPCBroker/StartStream"]),
  };
  const server = createGrpcServer(service, certificate, clientCertificate);
  leaveWithTerraform(server);
  // Loopback, not a socket file: nothing is left behind, however we end.
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    const unpadded = certificate.der.toString("base64").replace(/=+$/, "");
    process.stdout.write(`1|6|tcp|127.0.0.1:${port}|grpc|${unpadded}\n`);
  });
}

function unaryHandlers(provider: LabProvider): Map<string, UnaryHandler> {
  const methods = serviceMethods(descriptor, "tfplugin6.Provider");
  const handlers = provider.methodNames.map((name): [string, UnaryHandler] => [
    `/tfplugin6.Provider/${name}`,
    handlerOf(provider, name, methods.get(name)!),
  ]);
  return new Map([
    ...handlers,
    ["/grpc.health.v1.Health/Check", () => Promise.resolve(HEALTH_SERVING)],
    ["/plugin.GRPCController/Shutdown", () => shutDown()],
  ]);
}

function handlerOf(provider: LabProvider, name: string, { request, response }: Method): UnaryHandler {
  return async (bytes) => {
    const answer = await provider.call(name, decodeMessage(request, bytes));
    return encodeMessage(response, answer as Message);
  };
}

function shutDown(): Promise<Buffer> {
  setTimeout(leave, SHUTDOWN_MS);
  return Promise.resolve(Buffer.alloc(0));
}

/** A killed Terraform says no goodbye: its connection ends, or its process is no longer our parent. */
function leaveWithTerraform(server: Http2SecureServer): void {
  server.on("session", (session) => session.once("close", leave));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) leave();
  }, PARENT_CHECK_MS).unref();
}

function leave(): void {
  process.exit(0);
}

main();
