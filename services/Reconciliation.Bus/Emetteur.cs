using System.Collections.Concurrent;

namespace Reconciliation.Bus;

/// <summary>Publishes bytes as JSON messages, in chunks whose confirms are awaited.</summary>
public sealed class Emetteur
{
    /// <summary>How many messages may wait for the broker's confirm at a time: the client itself sets no limit.</summary>
    public const int Tranche = 1000;

    /// <summary>How long it is taken as known that nobody listens: each look costs a returned message and a line in the log.</summary>
    public static readonly TimeSpan PauseSonde = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long the broker may take to confirm messages. Blocked by an alarm of memory or disk it reads nothing, keeps its connections
    /// and says nothing to who publishes: what was sent is confirmed when the alarm ends, and may then come twice.
    /// </summary>
    public static readonly TimeSpan DelaiConfirmation = TimeSpan.FromSeconds(10);

    /// <summary>How long a message that only asks whether the broker takes messages may take.</summary>
    public static readonly TimeSpan DelaiSonde = TimeSpan.FromSeconds(2);

    // One that is never answered, as after a broken connection, must not keep others from being sent.
    private static readonly TimeSpan VieDeSonde = TimeSpan.FromSeconds(30);

    private readonly ReglagesBus _reglages;
    private readonly TimeProvider _horloge;
    private readonly EtatDuBus _bus;
    private readonly Envoyer _envoyer;
    private readonly Lock _verrou = new();
    private readonly ConcurrentDictionary<string, (bool Ecoute, DateTimeOffset ProchaineSonde)> _ecoutes = [];
    private volatile bool _bloque;
    private Task? _sonde;
    private long _debutDeSonde;

    /// <param name="reglages">The settings.</param>
    /// <param name="horloge">The clock.</param>
    /// <param name="bus">Whether the bus is there.</param>
    /// <param name="envoyer">Sends messages.</param>
    internal Emetteur(ReglagesBus reglages, TimeProvider horloge, EtatDuBus bus, Envoyer envoyer) =>
        (_reglages, _horloge, _bus, _envoyer) = (reglages, horloge, bus, envoyer);

    /// <summary>Whether the bus is connected. Where it is not, publishing waits for the broker to come back.</summary>
    public bool EstConnecte => _bus.EstConnecte;

    /// <summary>
    /// Whether the broker takes messages: it may be connected and blocked. Asks with a message of its own, one at a time however many
    /// want to know.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> PrendDesMessagesAsync(CancellationToken cancellationToken)
    {
        if (_reglages.RabbitMq is null)
        {
            return true;
        }

        try
        {
            await Sonde().WaitAsync(DelaiSonde, _horloge, cancellationToken);
            _bloque = false;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _bloque = true;
        }

        return !_bloque;
    }

    /// <summary>Returns once every queue is declared and consumed: before that, a message in process would vanish.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The broker did not answer within the time that starting may take.</exception>
    public Task AttendreAsync(CancellationToken cancellationToken) => _bus.AttendreAsync(cancellationToken);

    /// <summary>Publishes messages that must reach a queue; returns once the broker has confirmed every one.</summary>
    /// <param name="echange">One of <see cref="Echanges"/>.</param>
    /// <param name="envois">The messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether every message reached a queue; false: none is bound.</returns>
    /// <exception cref="TimeoutException">The broker does not confirm; it may still, later.</exception>
    public async Task<bool> EmettreAsync(string echange, IReadOnlyList<Envoi> envois, CancellationToken cancellationToken)
    {
        await ExigerAsync(cancellationToken);
        foreach (var tranche in envois.Chunk(Tranche))
        {
            if (await ConfirmerAsync(echange, tranche, exigerUneFile: true, cancellationToken) > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Publishes messages that nobody need listen to yet; returns once the broker has confirmed every one.</summary>
    /// <param name="echange">One of <see cref="Echanges"/>.</param>
    /// <param name="envois">At most <see cref="Tranche"/> messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many messages reached no queue: where none is bound, all of them.</returns>
    /// <exception cref="TimeoutException">The broker does not confirm; it may still, later.</exception>
    public async Task<int> AnnoncerAsync(string echange, IReadOnlyList<Envoi> envois, CancellationToken cancellationToken)
    {
        await ExigerAsync(cancellationToken);
        var (ecoute, prochaineSonde) = _ecoutes.GetValueOrDefault(echange, (true, default));
        var premiers = 0;
        if (envois.Count > 0 && _horloge.GetUtcNow() >= prochaineSonde)
        {
            (ecoute, premiers) = (await ConfirmerAsync(echange, [envois[0]], exigerUneFile: true, cancellationToken) == 0, 1);
            _ecoutes[echange] = (ecoute, _horloge.GetUtcNow() + PauseSonde);
        }

        IReadOnlyList<Envoi> suivants = premiers == 0 ? envois : [.. envois.Skip(premiers)];
        var perdus = await ConfirmerAsync(echange, suivants, exigerUneFile: ecoute, cancellationToken);
        var sansFile = ecoute ? perdus : envois.Count;
        if (ecoute && sansFile > 0 && sansFile == suivants.Count)
        {
            // Whoever listened is gone: not every message that follows need come back to say so.
            _ecoutes[echange] = (false, _horloge.GetUtcNow() + PauseSonde);
        }

        return sansFile;
    }

    // Once a confirm is overdue nothing more is sent than a question: a relay that tries again would else queue copies in the client.
    private async Task ExigerAsync(CancellationToken cancellationToken)
    {
        if (_bloque && !await PrendDesMessagesAsync(cancellationToken))
        {
            throw new TimeoutException("The broker takes no messages.");
        }
    }

    private async Task<int> ConfirmerAsync(string echange, IReadOnlyList<Envoi> envois, bool exigerUneFile, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(DelaiConfirmation, _horloge);
        using var fin = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _envoyer(echange, envois, exigerUneFile, fin.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _bloque = true;
            throw new TimeoutException("The broker does not confirm.");
        }
    }

    private Task Sonde()
    {
        lock (_verrou)
        {
            if (_sonde is null or { IsCompleted: true } || _horloge.GetElapsedTime(_debutDeSonde) > VieDeSonde)
            {
                (_sonde, _debutDeSonde) = (EnvoyerSondeAsync(), _horloge.GetTimestamp());
            }

            return _sonde;
        }
    }

    private async Task EnvoyerSondeAsync()
    {
        using var vie = new CancellationTokenSource(VieDeSonde, _horloge);
        await _envoyer(Echanges.Sonde, [new(null, "{}"u8.ToArray())], false, vie.Token);
    }
}
