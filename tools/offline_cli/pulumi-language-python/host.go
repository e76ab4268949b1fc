// What the engine asks of a language host about programs: which plugins they need, their dependencies, and to run them.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
	"google.golang.org/protobuf/types/known/emptypb"
)

// A program that has already shown its error ends with this code, and the engine adds none of its own.
const exitCodeErrorShown = 32

//go:embed required_plugins.py
var requiredPlugins string

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine string
}

// options reads `runtime: options:` of Pulumi.yaml.
func options(info *pulumirpc.ProgramInfo) (toolchain.PythonOptions, error) {
	parsed := toolchain.PythonOptions{Root: info.RootDirectory, ProgramDir: info.ProgramDirectory}
	for name, value := range info.Options.AsMap() {
		switch name {
		case "virtualenv":
			path, ok := value.(string)
			if !ok {
				return parsed, fmt.Errorf("the option virtualenv is %v, but must be the path of a virtual environment", value)
			}
			parsed.Virtualenv = path
		case "toolchain":
			switch value {
			case "pip":
				parsed.Toolchain = toolchain.Pip
			case "poetry":
				parsed.Toolchain = toolchain.Poetry
			case "uv":
				parsed.Toolchain = toolchain.Uv
			default:
				return parsed, fmt.Errorf("the option toolchain is %v, but must be pip, poetry or uv", value)
			}
		case "typechecker":
			return parsed, fmt.Errorf("this Python language host runs no type checker: remove the option typechecker " +
				"and run the checker before pulumi, or install Pulumi's own CLI (https://www.pulumi.com/docs/install/)")
		}
	}
	return parsed, nil
}

func resolve(info *pulumirpc.ProgramInfo) (toolchain.Toolchain, error) {
	parsed, err := options(info)
	if err != nil {
		return nil, err
	}
	return toolchain.ResolveToolchain(parsed)
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: sdk.Version.String()}, nil
}

// GetRequiredPackages is the engine's first question about a program, hence the moment to make its environment.
func (h *host) GetRequiredPackages(
	ctx context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	python, err := resolve(request.Info)
	if err != nil {
		return nil, err
	}
	if err := python.EnsureVenv(ctx, request.Info.ProgramDirectory, false, true, os.Stdout, os.Stderr); err != nil {
		return nil, err
	}
	if err := python.ValidateVenv(ctx); err != nil {
		return nil, err
	}
	cmd, err := python.Command(ctx, "-c", requiredPlugins)
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	listed, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("listing the Pulumi packages of the program's environment: %w", err)
	}
	var plugins []plugin.PulumiPluginJSON
	if err := json.Unmarshal(listed, &plugins); err != nil {
		return nil, fmt.Errorf("reading the list of Pulumi packages in the program's environment: %w", err)
	}
	response := &pulumirpc.GetRequiredPackagesResponse{}
	for _, p := range plugins {
		response.Packages = append(response.Packages, &pulumirpc.PackageDependency{
			Name: p.Name, Kind: "resource", Version: "v" + strings.TrimPrefix(p.Version, "v"), Server: p.Server,
			Parameterization: parameterization(p.Parameterization),
			Extension:        parameterization(p.ExtensionParameterization),
		})
	}
	return response, nil
}

func parameterization(p *plugin.PulumiParameterizationJSON) *pulumirpc.PackageParameterization {
	if p == nil {
		return nil
	}
	return &pulumirpc.PackageParameterization{Name: p.Name, Version: p.Version, Value: p.Value}
}

func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	if request.AttachDebugger {
		return nil, errNoDebugger
	}
	python, err := resolve(request.Info)
	if err != nil {
		return nil, err
	}
	if err := python.ValidateVenv(ctx); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{
		filepath.Join(filepath.Dir(self), "pulumi-language-python-exec"),
		"--monitor", request.MonitorAddress, "--engine", h.engine, "--project", request.Project,
		"--root_directory", request.Info.RootDirectory, "--stack", request.Stack, "--pwd", request.Pwd,
		"--dry_run", strconv.FormatBool(request.DryRun), "--parallel", strconv.Itoa(int(request.Parallel)),
		"--organization", request.Organization, request.Info.EntryPoint,
	}
	cmd, err := python.Command(ctx, append(args, request.Args...)...)
	if err != nil {
		return nil, err
	}
	config, err := configEnvironment(request.Config)
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(append([]string{}, request.ConfigSecretKeys...)) // no keys are [], not null
	if err != nil {
		return nil, err
	}
	cmd.Env = append(cmd.Environ(), config, "PULUMI_CONFIG_SECRET_KEYS="+string(secrets))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case !errors.As(err, &exit):
		return nil, fmt.Errorf("starting the program with %s: %w", cmd.Path, err)
	case exit.ExitCode() == exitCodeErrorShown:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case exit.Exited():
		return &pulumirpc.RunResponse{
			Error: fmt.Sprintf("program exited with non-zero exit code: %d", exit.ExitCode()),
		}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("program exited unexpectedly: %v", exit)}, nil
	}
}

var errNoDebugger = errors.New("this Python language host attaches no debugger: leave out --attach-debugger, " +
	"or install Pulumi's own CLI (https://www.pulumi.com/docs/install/)")

// configEnvironment is a stack's configuration as the SDK reads it: none is {}, which it does not take null for.
func configEnvironment(config map[string]string) (string, error) {
	if config == nil {
		config = map[string]string{}
	}
	values, err := json.Marshal(config)
	return "PULUMI_CONFIG=" + string(values), err
}

func (h *host) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, stream pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	resolved := resolve
	if request.IsPlugin {
		resolved = resolvePlugin
	}
	python, err := resolved(request.Info)
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(stream, request.IsTerminal)
	if err != nil {
		return err
	}
	return errors.Join(
		python.InstallDependencies(stream.Context(), request.Info.ProgramDirectory, request.UseLanguageVersionTools,
			true, stdout, stderr),
		closer.Close(),
	)
}

func (h *host) About(ctx context.Context, request *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	info := request.Info
	if info == nil { // outside a project
		info = &pulumirpc.ProgramInfo{}
	}
	python, err := resolve(info)
	if err != nil {
		return nil, err
	}
	// Each update asks. The toolchain's own About would start three processes, pip among them, for half a second.
	cmd, err := python.Command(ctx, "-S", "-c", aboutPython)
	if err != nil {
		return nil, err
	}
	answer, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("asking %s for its version: %w", cmd.Path, err)
	}
	executable, version, _ := strings.Cut(strings.TrimSpace(string(answer)), "\n")
	return &pulumirpc.AboutResponse{Executable: executable, Version: version}, nil
}

// aboutPython prints the path of the interpreter and its version, one a line.
const aboutPython = "import sys; print(sys.executable, '.'.join(map(str, sys.version_info[:3])), sep='\\n')"

func (h *host) GetProgramDependencies(
	ctx context.Context, request *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	python, err := resolve(request.Info)
	if err != nil {
		return nil, err
	}
	packages, err := python.ListPackages(ctx, request.TransitiveDependencies)
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GetProgramDependenciesResponse{}
	for _, p := range packages {
		response.Dependencies = append(response.Dependencies, &pulumirpc.DependencyInfo{Name: p.Name, Version: p.Version})
	}
	return response, nil
}
