using System.Globalization;

namespace Reconciliation.Dev;

/// <summary>
/// A private Prometheus from Debian's package, which is installed where it is missing; it ends with this object and this process.
/// </summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly GuardedProcess _process;

    private PrometheusServer(GuardedProcess process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Its address, on 127.0.0.1.</summary>
    public Uri Address { get; }

    /// <summary>The full path of a program of the package: <c>prometheus</c> or <c>promtool</c>.</summary>
    /// <param name="program">The program.</param>
    /// <param name="say">Shows progress on the screen.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ServerUnavailableException">None can be had.</exception>
    public static async Task<string> FindOrInstallAsync(string program, Action<string> say, CancellationToken cancellation)
    {
        if (Executables.Find(program) is { } installed)
            return installed;
        if (!OperatingSystem.IsWindows() && await DebianPackages.InstallAsync("prometheus", say, cancellation)
            && Executables.Find(program) is { } added)
            return added;
        throw new ServerUnavailableException($"No {program} can be had here: install Prometheus.");
    }

    /// <summary>Starts one and returns once it is ready.</summary>
    /// <param name="configuration">Its prometheus.yml.</param>
    /// <param name="rules">Files of rules, copied beside it into <c>rules/</c>.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="say">Shows progress on the screen.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ServerUnavailableException">None can be had, or it does not start.</exception>
    public static async Task<PrometheusServer> StartAsync(
        string configuration, IEnumerable<string> rules, TimeProvider clock, Action<string> say, CancellationToken cancellation)
    {
        var program = await FindOrInstallAsync("prometheus", say, cancellation);
        if (OperatingSystem.IsWindows())
            throw new ServerUnavailableException("A private Prometheus is not started on Windows.");
        var user = SystemUser.InsteadOfRoot("prometheus");
        var folder = SystemUser.CreateFolder("reconciliation-prometheus-", user);
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), configuration, cancellation);
        Directory.CreateDirectory(Path.Combine(folder, "rules"));
        foreach (var rule in rules)
            File.Copy(rule, Path.Combine(folder, "rules", Path.GetFileName(rule)));

        var address = new Uri($"http://127.0.0.1:{FreePorts.Next().ToString(CultureInfo.InvariantCulture)}");
        string[] command =
        [
            program, $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data",
            $"--web.listen-address={address.Authority}",
            "--log.level=warn",
        ];
        var process = GuardedProcess.Start(
            new GuardedCommand(folder, user, command, new Dictionary<string, string>(), StopSignal: "TERM", EndSignal: "KILL"), clock);
        var server = new PrometheusServer(process, address);
        using var client = new HttpClient { BaseAddress = address };
        if (await Servers.HoldsAsync(
            async () => process.HasEnded || await IsReadyAsync(client, cancellation), StartLimit, clock, cancellation) && !process.HasEnded)
            return server;
        var lastWords = process.LastWords;
        await server.DisposeAsync();
        throw new ServerUnavailableException($"A private Prometheus did not start ({lastWords}).");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/-/ready", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
