using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Hosting;

/// <summary>Says which build a process is, in one line of the log when it starts, and in a metric as long as it runs.</summary>
/// <param name="process">The name of the process, as the servers know it.</param>
/// <param name="servers">The servers that it was given, without secrets.</param>
/// <param name="revision">The revision of an image, whose build sees no repository; null: the program knows its own, or none.</param>
/// <param name="factory">Creates the meter of the figure.</param>
/// <param name="log">The log.</param>
public sealed partial class ProcessStart(
    string process, string servers, string? revision, IMeterFactory factory, ILogger<ProcessStart> log) : IHostedService
{
    private const string Unknown = "inconnue";

    /// <summary>The version of this build.</summary>
    public static string Version { get; } = Informational() is { } text ? text.Split('+')[0] : Unknown;

    private readonly string _revision =
        Informational()?.Split('+') is [_, { Length: > 0 } built, ..] ? built : revision is { Length: > 0 } ? revision : Unknown;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        factory.Create("Reconciliation.Etat").CreateObservableGauge(
            "reconciliation.build.info",
            () => new Measurement<int>(1, new("version", Version), new("revision", _revision), new("runtime", Runtime)),
            description: "1, with the version and the revision that this process is built from, and the runtime that it runs on.");
        LogStarts(log, process, Version, _revision, Runtime, servers);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Runtime => RuntimeInformation.FrameworkDescription;

    private static string? Informational() =>
        typeof(ProcessStart).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Process} starts: version {Version}, revision {Revision}, {Runtime}; {Servers}")]
    private static partial void LogStarts(
        ILogger log, string process, string version, string revision, string runtime, string servers);
}
