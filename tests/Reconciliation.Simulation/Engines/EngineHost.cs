using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Simulation.Readers;
using Reconciliation.Storage;

namespace Reconciliation.Simulation.Engines;

/// <summary>
/// The engine as <c>recon engine</c> puts it together, and the API, in a process of its own that takes its time from the simulator: each
/// line of its standard input is how far its clock is from the real one, in ticks. It ends with its standard input, so that it cannot
/// outlive the simulator.
/// </summary>
internal static class EngineHost
{
    /// <summary>The word that makes the program an engine.</summary>
    public const string Command = "engine";

    public static async Task<int> RunAsync(string offsetTicks, string port)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var clock = new OffsetClock(long.Parse(offsetTicks, CultureInfo.InvariantCulture));
        var settings = new Settings
        {
            Postgres = Settings.Read(configuration, "POSTGRES")!,
            RabbitMq = Settings.ReadRabbitMq(configuration),
            DevelopmentKey = Doors.Key,
            Streams = PaymentStreams.Product,
        };
        await using var app = HostBuilding.Build(settings, api: true, engine: true, $"http://127.0.0.1:{port}", clock);
        var listening = ListenAsync(clock, app.Lifetime);
        await HostBuilding.RunAsync(app, () => Task.CompletedTask, CancellationToken.None);
        return 0;
    }

    private static async Task ListenAsync(OffsetClock clock, IHostApplicationLifetime lifetime)
    {
        // Reading the console blocks the thread that reads it.
        await Task.Yield();
        while (await Console.In.ReadLineAsync() is { } line)
            clock.Set(long.Parse(line, CultureInfo.InvariantCulture));
        lifetime.StopApplication();
    }
}
