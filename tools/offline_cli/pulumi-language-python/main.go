// Command pulumi-language-python is the Python language host of a Pulumi CLI that was built from Go modules.
//
// Pulumi's own host is published as a binary only. This one serves what the CLI needs to run Python programs, policy
// packs and plugins, on the packages that Pulumi publishes for hosts, and says so where it is asked for more.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const healthInterval = 10 * time.Second

func main() {
	flag.Parse()
	if err := serve(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-python:", err)
		os.Exit(1)
	}
}

// serve answers the engine until it goes away; an engine that was killed takes its host with it.
func serve(engine string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cancel := make(chan bool)
	go func() {
		<-ctx.Done()
		stop() // a second interrupt ends the process at once
		close(cancel)
	}()
	h := &host{engine: engine}
	if err := rpcutil.Healthcheck(ctx, engine, healthInterval, stop); err != nil {
		return fmt.Errorf("watching the engine at %q: %w", engine, err)
	}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel:  cancel,
		Options: []grpc.ServerOption{grpc.UnaryInterceptor(explainUnimplemented)},
		Init: func(s *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(s, h)
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(server.Port) // the engine reads the port from the first line
	return <-server.Done
}

// explainUnimplemented replaces gRPC's bare "method not implemented". The code stays: the engine falls back on it.
func explainUnimplemented(
	ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (any, error) {
	response, err := handle(ctx, request)
	if status.Code(err) == codes.Unimplemented {
		return nil, status.Errorf(codes.Unimplemented,
			"this Python language host runs programs, policy packs and plugins but has no %s; "+
				"install Pulumi's own CLI for that (https://www.pulumi.com/docs/install/)", path.Base(info.FullMethod))
	}
	return response, err
}
