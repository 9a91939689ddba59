import type { RequestHandler, Response } from "express";
import helmet from "helmet";
import { nonceOf } from "./client-files.ts";

/**
 * Security headers of every answer. Scripts, connections and the socket from here only; styles that a component inserts carry
 * the answer's nonce. `secure`: the browser reaches us over TLS. Over plain HTTP some headers only fill its console.
 */
export const contentPolicy = (secure: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response as Response)}'`],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        // Covers ws: and wss: of the same host as well (CSP level 3).
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secure,
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: "same-origin" },
  });
