import * as http2 from "node:http2";
import type { ServerCertificate } from "./certificate";

/** Answers one unary call: the request's message in, the response's message out. A rejection becomes a gRPC error. */
export type UnaryHandler = (request: Buffer) => Promise<Buffer>;

/** What a server answers: unary calls by path ("/package.Service/Method"), and streams that are only ever held open. */
export interface GrpcService {
  unary: ReadonlyMap<string, UnaryHandler>;
  silentStreams: ReadonlySet<string>;
}

const UNIMPLEMENTED = 12;
const INTERNAL = 13;
/** A gRPC message is preceded by one byte (compressed or not) and its length. */
const PREFIX_LENGTH = 5;
const FLOW_CONTROL_WINDOW = 4 * 1024 * 1024;
const OK_HEADERS = { ":status": 200, "content-type": "application/grpc" };

/** gRPC over Node's own HTTP/2 and mutual TLS: only the holder of `clientCertificate` (PEM) is answered. */
export function createGrpcServer(
  service: GrpcService,
  certificate: ServerCertificate,
  clientCertificate: string,
): http2.Http2SecureServer {
  const server = http2.createSecureServer({
    key: certificate.keyPem,
    cert: certificate.certificatePem,
    ca: clientCertificate,
    requestCert: true,
    rejectUnauthorized: true,
    settings: { initialWindowSize: FLOW_CONTROL_WINDOW },
  });
  server.on("stream", (stream, headers) => answer(service, stream, String(headers[":path"])));
  return server;
}

function answer(service: GrpcService, stream: http2.ServerHttp2Stream, path: string): void {
  stream.on("error", () => undefined); // the caller went away: there is nobody left to tell
  if (service.silentStreams.has(path)) {
    stream.respond(OK_HEADERS);
    stream.resume();
    return;
  }
  const handler = service.unary.get(path);
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    if (!handler) {
      fail(stream, UNIMPLEMENTED, `${path} is not implemented`);
      return;
    }
    handler(Buffer.concat(chunks).subarray(PREFIX_LENGTH)).then(
      (response) => succeed(stream, response),
      (error: unknown) => fail(stream, INTERNAL, String(error)),
    );
  });
}

function succeed(stream: http2.ServerHttp2Stream, response: Buffer): void {
  if (stream.destroyed) return;
  stream.respond(OK_HEADERS, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  const prefix = Buffer.alloc(PREFIX_LENGTH);
  prefix.writeUInt32BE(response.length, 1);
  stream.end(Buffer.concat([prefix, response]));
}

function fail(stream: http2.ServerHttp2Stream, status: number, message: string): void {
  if (stream.destroyed) return;
  const headers = { ...OK_HEADERS, "grpc-status": String(status), "grpc-message": encodeURIComponent(message) };
  stream.respond(headers, { endStream: true });
}
