using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Bus;

/// <summary>
/// Sends messages with RabbitMQ's own client, on a connection for nothing else, and returns when the broker has confirmed each. A
/// connection that breaks is opened again; the messages that it took along are sent again, so that the broker may have one twice.
/// </summary>
/// <param name="reglages">The settings.</param>
/// <param name="horloge">The clock.</param>
internal sealed class LiaisonRabbit(ReglagesBus reglages, TimeProvider horloge) : IAsyncDisposable
{
    /// <summary>How many senders may be at work at a time, each with a channel of its own; more wait for their turn.</summary>
    public const int CanauxMax = 32;

    /// <summary>How long to wait before a broken connection is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _places = new(CanauxMax, CanauxMax);
    private readonly SemaphoreSlim _ouverture = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _declares = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<CanalDEnvoi> _libres = [];
    private IConnection? _connexion;

    /// <summary>Sends messages, each as often as it takes.</summary>
    /// <param name="echange">The exchange; it is declared if need be.</param>
    /// <param name="envois">The messages.</param>
    /// <param name="exigerUneFile">Whether the broker must tell if no queue takes one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many no queue took; none where that was not asked.</returns>
    public async Task<int> EnvoyerAsync(string echange, IReadOnlyList<Envoi> envois, bool exigerUneFile, CancellationToken cancellationToken)
    {
        var (restants, sansFile) = (envois, 0);
        while (restants.Count > 0)
        {
            await _places.WaitAsync(cancellationToken);
            try
            {
                var issue = await TenterAsync(echange, restants, exigerUneFile, cancellationToken);
                (restants, sansFile) = (issue.NonConfirmes, sansFile + issue.SansFile);
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException)
            {
                // The broker went away before any message was on its way.
            }
            finally
            {
                _places.Release();
            }

            if (restants.Count > 0)
            {
                // The broker went away, or refused messages for want of room: both are waited for, within the caller's patience.
                await Task.Delay(Pause, horloge, cancellationToken);
            }
        }

        return Math.Min(sansFile, envois.Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connexion is { } connexion)
        {
            await connexion.DisposeAsync();
        }

        _ouverture.Dispose();
        _places.Dispose();
    }

    // A channel on which something went wrong is not used again: what the broker still says on it would be taken for an answer to what follows.
    private async Task<IssueDEnvoi> TenterAsync(string echange, IReadOnlyList<Envoi> envois, bool exigerUneFile, CancellationToken cancellationToken)
    {
        var canal = await OuvrirAsync(cancellationToken);
        try
        {
            if (!_declares.ContainsKey(echange))
            {
                await canal.DeclarerAsync(echange, cancellationToken);
                _declares.TryAdd(echange, true);
            }

            return await canal.EnvoyerAsync(echange, envois, exigerUneFile, cancellationToken);
        }
        finally
        {
            if (canal.EstUtilisable)
            {
                _libres.Add(canal);
            }
            else
            {
                // A channel is closed for an exchange that is not there any more, too.
                _declares.TryRemove(echange, out _);
                _ = JeterAsync(canal);
            }
        }
    }

    private async Task<CanalDEnvoi> OuvrirAsync(CancellationToken cancellationToken)
    {
        while (_libres.TryTake(out var libre))
        {
            if (libre.EstUtilisable)
            {
                return libre;
            }

            _ = JeterAsync(libre);
        }

        return await CanalDEnvoi.OuvrirAsync(await ConnecterAsync(cancellationToken), cancellationToken);
    }

    // Nobody waits for it: a broker that is blocked says that a channel is closed when it no longer is, or the client gives up after 20 s.
    private static async Task JeterAsync(CanalDEnvoi canal)
    {
        try
        {
            await canal.DisposeAsync();
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // It is gone all the same.
        }
    }

    private async Task<IConnection> ConnecterAsync(CancellationToken cancellationToken)
    {
        await _ouverture.WaitAsync(cancellationToken);
        try
        {
            if (_connexion is { IsOpen: true } ouverte)
            {
                return ouverte;
            }

            if (_connexion is { } rompue)
            {
                _connexion = null;
                await rompue.DisposeAsync();
            }

            // Another broker, or one that lost its disk, may answer now.
            _declares.Clear();
            var fabrique = new ConnectionFactory
            {
                Uri = reglages.RabbitMq!,
                ClientProvidedName = $"{reglages.NomConnexion} (envois)",
                RequestedHeartbeat = reglages.Battement,
                AutomaticRecoveryEnabled = false,
            };
            return _connexion = await fabrique.CreateConnectionAsync(cancellationToken);
        }
        finally
        {
            _ouverture.Release();
        }
    }
}
