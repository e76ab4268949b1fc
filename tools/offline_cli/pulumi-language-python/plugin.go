// Plugins written in Python: policy packs, which are started with the stack's configuration, and providers.
package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// resolvePlugin is resolve for a plugin of its own, which never runs in whatever environment happens to be active.
func resolvePlugin(info *pulumirpc.ProgramInfo) (toolchain.Toolchain, error) {
	parsed, err := options(info)
	if err != nil {
		return nil, err
	}
	if parsed.Toolchain == toolchain.Pip && parsed.Virtualenv == "" {
		parsed.Virtualenv = "venv"
	}
	return toolchain.ResolveToolchain(parsed)
}

func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, stream pulumirpc.LanguageRuntime_RunPluginServer,
) (err error) {
	if request.AttachDebugger {
		return errNoDebugger
	}
	policyPack := request.Kind == string(apitype.AnalyzerPlugin)
	command := pluginCommand
	if policyPack {
		command = policyPackCommand
	}
	cmd, err := command(stream.Context(), request)
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer.Close()) }()

	var environment []string
	wait := (*exec.Cmd).Wait
	if policyPack {
		// The SDK's policy process reads the stack from its environment, so the engine has to be asked for it first,
		// by a proxy that then hands the engine on to the process.
		proxy, port, err := sdk.NewPolicyProxy(stream.Context(), stdout)
		if err != nil {
			return err
		}
		stack, err := proxy.AwaitConfiguration(stream.Context())
		if err != nil {
			return err
		}
		if environment, err = stackEnvironment(stack); err != nil {
			return err
		}
		stdout = port
		wait = func(cmd *exec.Cmd) error { return proxy.Attach(stream.Context(), cmd) }
	}
	cmd.Dir = request.Pwd
	cmd.Env = append(append(cmd.Environ(), request.Env...), environment...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	err = wait(cmd)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return stream.Send(&pulumirpc.RunPluginResponse{
			Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(exit.ExitCode())},
		})
	}
	return err
}

func policyPackCommand(ctx context.Context, request *pulumirpc.RunPluginRequest) (*exec.Cmd, error) {
	python, err := resolve(request.Info)
	if err != nil {
		return nil, err
	}
	if err := python.ValidateVenv(ctx); err != nil {
		return nil, err
	}
	args := append([]string{"-u", "-m", "pulumi.policy"}, request.Args...)
	return python.Command(ctx, append(args, request.Info.ProgramDirectory)...)
}

// stackEnvironment is nil without a stack, as when a policy pack is only described or published.
func stackEnvironment(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	config, err := configEnvironment(stack.Config)
	if err != nil {
		return nil, err
	}
	return []string{
		config,
		"PULUMI_ORGANIZATION=" + stack.Organization,
		"PULUMI_PROJECT=" + stack.Project,
		"PULUMI_STACK=" + stack.Stack,
		"PULUMI_DRY_RUN=" + strconv.FormatBool(stack.DryRun),
	}, nil
}

// pluginCommand runs the plugin's __main__.py, or where it has none, the package that its pyproject.toml names.
func pluginCommand(ctx context.Context, request *pulumirpc.RunPluginRequest) (*exec.Cmd, error) {
	python, err := resolvePlugin(request.Info)
	if err != nil {
		return nil, err
	}
	folder := request.Info.ProgramDirectory
	if _, err := os.Stat(filepath.Join(folder, "__main__.py")); err == nil {
		return python.Command(ctx, append([]string{"-u", folder}, request.Args...)...)
	}
	project, err := toolchain.LoadPyproject(folder)
	if err != nil || project.Project == nil {
		return nil, errors.New("the plugin in " + folder + " cannot be run: " +
			"it needs a __main__.py, or a pyproject.toml that names its package")
	}
	return python.ModuleCommand(ctx, "pulumi.run.plugin", append([]string{project.Project.Name}, request.Args...)...)
}
