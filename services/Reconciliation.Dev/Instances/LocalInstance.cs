using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>
/// API and engine in this process, with the bus in process and a private PostgreSQL, on a free port of the loopback address; both end with
/// it. It never uses a server that the environment names: what it holds is made up.
/// </summary>
internal sealed class LocalInstance : IAsyncDisposable
{
    private const int PaymentsPerSliceMax = 500;

    private readonly PostgresServer _postgres;
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly byte[] _key;

    private LocalInstance(PostgresServer postgres, WebApplication app, TimeProvider clock, byte[] key) =>
        (_postgres, _app, _clock, _key) = (postgres, app, clock, key);

    /// <summary>The address of the API.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts one, and returns when it takes payments.</summary>
    /// <param name="clock">The clock of all that it does.</param>
    /// <param name="say">Shows what takes long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServerUnavailableException">No PostgreSQL can be had here.</exception>
    public static async Task<LocalInstance> StartAsync(TimeProvider clock, Action<string> say, CancellationToken cancellationToken)
    {
        var options = new ServerOptions
        {
            Sources = [ServerSource.Docker, ServerSource.Local, ServerSource.Packages],
            Durable = false,
        };
        var postgres = await PostgresServer.StartAsync(options, TimeProvider.System, say, cancellationToken);
        WebApplication? app = null;
        try
        {
            var key = RandomNumberGenerator.GetBytes(32);
            app = HostBuilding.Build(
                new Settings { Postgres = postgres.ConnectionString, Streams = PaymentStreams.Product, DevelopmentKey = key },
                api: true,
                engine: true,
                "http://127.0.0.1:0",
                clock);
            await Migrator.MigrateAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
            await app.StartAsync(cancellationToken);
            await app.Services.GetRequiredService<Publisher>().WaitAsync(cancellationToken);
            return new(postgres, app, clock, key);
        }
        catch
        {
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>A token that this instance takes, and no other.</summary>
    /// <param name="adherent">The only member that it may read; null: any.</param>
    /// <param name="scopes">The scopes.</param>
    public string Token(string? adherent, IReadOnlyList<string> scopes) =>
        TokenCommand.Sign(_key, TimeProvider.System, "essai", adherent, scopes);

    /// <summary>
    /// Feeds the last month of some families, whole, so that of the newest soins a part is awaited; returns once all is stored.
    /// </summary>
    /// <param name="seed">One seed and day give one stream.</param>
    /// <param name="paymentsMin">The fewest payments: the month of the member who reaches this number is the last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The members of whom there are payments.</returns>
    public async Task<IReadOnlyList<string>> SeedAsync(int seed, int paymentsMin, CancellationToken cancellationToken)
    {
        var publisher = _app.Services.GetRequiredService<PaymentPublisher>();
        var members = new List<string>();
        var payments = 0;
        var months = new DemoStream(seed, Paris.Day(_clock.GetUtcNow()), Shuffle.Ordinary).Waves()
            .SelectMany(wave => wave.GroupBy(m => m.Paiement!.AdherentId, StringComparer.Ordinal));
        foreach (var month in months.TakeWhile(_ => payments < paymentsMin))
        {
            members.Add(month.Key);
            foreach (var slice in month.Chunk(PaymentsPerSliceMax))
            {
                payments += slice.Length;
                await publisher.PublishAsync(
                    [.. slice.Select(m => (m.Part, (ReadOnlyMemory<byte>)m.Body))], "essai", cancellationToken);
            }
        }

        return members;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
