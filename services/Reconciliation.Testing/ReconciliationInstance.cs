using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Client;
using Reconciliation.Contracts;
using Reconciliation.Dev;

namespace Reconciliation.Testing;

/// <summary>
/// A whole Reconciliation in this process, for the tests of those who call it: the API on a free port, the engine, and a private PostgreSQL
/// that ends with it. Its clock can be moved, and one soin made late.
/// </summary>
public sealed class ReconciliationInstance : IAsyncDisposable
{
    private readonly LocalInstance _instance;
    private readonly MovableClock _clock;
    private readonly ServiceProvider _services;

    private ReconciliationInstance(LocalInstance instance, MovableClock clock)
    {
        (_instance, _clock) = (instance, clock);
        _services = new ServiceCollection().AddReconciliationClient(o =>
        {
            o.Adresse = Address;
            o.Jeton = _ => ValueTask.FromResult(Token("support", "producteur"));
            o.Motif = "Essai";
        }).Services.BuildServiceProvider();
    }

    /// <summary>The address of the API, without <c>/v1</c>.</summary>
    public Uri Address => _instance.Address;

    /// <summary>Now, as the instance has it.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Starts an empty instance.</summary>
    /// <param name="now">Now at its beginning, such as one that is always the same in a test; null: the machine's.</param>
    /// <param name="say">Is told of what takes long, such as an installation; null: nobody is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServerUnavailableException">No PostgreSQL can be had here.</exception>
    public static async Task<ReconciliationInstance> StartAsync(
        DateTimeOffset? now = null, Action<string>? say = null, CancellationToken cancellationToken = default)
    {
        var clock = new MovableClock(now);
        return new(await LocalInstance.StartAsync(clock, say ?? (_ => { }), cancellationToken), clock);
    }

    /// <summary>A bearer token that this instance takes.</summary>
    /// <param name="scopes">The scopes: <c>espace</c>, <c>support</c>, <c>supervision</c>, <c>producteur</c>.</param>
    public string Token(params string[] scopes) => _instance.Token(null, scopes);

    /// <summary>The same for the data of one member alone.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="scopes">The scopes.</param>
    public string TokenFor(string adherentId, params string[] scopes) => _instance.Token(adherentId, scopes);

    /// <summary>
    /// Feeds realistic made-up payments, the month before now of as many members as it takes; returns once they are stored.
    /// </summary>
    /// <param name="seed">One seed and day give one stream.</param>
    /// <param name="count">The fewest payments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The members of whom there are payments.</returns>
    public Task<IReadOnlyList<string>> SeedAsync(int seed = 1, int count = 500, CancellationToken cancellationToken = default) =>
        _instance.SeedAsync(seed, count, cancellationToken);

    /// <summary>
    /// Moves the clock on. Soins whose window has passed become late within a second or two, each as a new version: wait for it as for any
    /// other.
    /// </summary>
    /// <param name="by">The time to move, not below zero.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        _clock.Move(by);
    }

    /// <summary>
    /// Makes one soin late now, and no other: the payment that is there is stated anew, as of a day so long ago that the window of the
    /// other part has passed. It comes the way of every payment, as a higher revision of its line.
    /// </summary>
    /// <param name="soinId">A soin of which a part is awaited.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The view, which is <see cref="Situation.EnRetard"/>.</returns>
    /// <exception cref="InvalidOperationException">No part of it is awaited, or it did not become late.</exception>
    public async Task<Vue> MakeLateAsync(Guid soinId, CancellationToken cancellationToken = default)
    {
        var client = _services.GetRequiredService<ReconciliationClient>();
        var view = await client.SoinAsync(soinId, cancellationToken: cancellationToken);
        if (view.Situation is not (Situation.EnAttenteRo or Situation.EnAttenteComplementaire))
        {
            throw new InvalidOperationException($"No part of the soin is awaited: it is {view.Situation}.");
        }

        var lines = (await client.LignesAsync(soinId, cancellationToken)).Where(l => l is { Actuelle: true, Nature: Nature.Paiement });
        foreach (var line in lines)
        {
            await (line.Part == PartDeLigne.Ro
                ? client.EnvoyerAsync([LongAgo.Ro(line)], cancellationToken)
                : client.EnvoyerAsync([LongAgo.Complementaire(line)], cancellationToken));
        }

        view = await client.SoinAsync(soinId, cancellationToken: cancellationToken);
        return view.Situation == Situation.EnRetard
            ? view
            : throw new InvalidOperationException($"The soin did not become late: it is {view.Situation}.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _instance.DisposeAsync();
    }
}
