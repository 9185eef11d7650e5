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
    /// <summary>How long to wait before a broken connection is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly CreateChannelOptions Confirme = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);

    private readonly SemaphoreSlim _ouverture = new(1, 1);
    private IConnection? _connexion;
    private Canal? _canal;

    /// <summary>Sends a message, as often as it takes.</summary>
    /// <param name="echange">The exchange; it is declared if need be.</param>
    /// <param name="envoi">The message.</param>
    /// <param name="exigerUneFile">Whether the broker must tell if no queue takes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether a queue took it; true too where that was not asked.</returns>
    public async Task<bool> EnvoyerAsync(string echange, Envoi envoi, bool exigerUneFile, CancellationToken cancellationToken)
    {
        var proprietes = Proprietes(envoi);
        while (true)
        {
            try
            {
                var canal = await OuvrirAsync(cancellationToken);
                await canal.DeclarerAsync(echange, cancellationToken);
                await canal.Ouvert.BasicPublishAsync(echange, "", exigerUneFile, proprietes, envoi.Corps, cancellationToken);
                return true;
            }
            catch (PublishException e) when (e.IsReturn)
            {
                return false;
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException)
            {
                // The broker went away, or refused the message for want of room: both are waited for, within the caller's patience.
                await Task.Delay(Pause, horloge, cancellationToken);
            }
        }
    }

    private static BasicProperties Proprietes(Envoi envoi)
    {
        var proprietes = new BasicProperties { Persistent = true, ContentType = envoi.Type, MessageId = envoi.Id?.ToString() };
        if (envoi.Trace is not null || envoi.PublieLe is not null)
        {
            proprietes.Headers = new Dictionary<string, object?>();
            if (envoi.Trace is { } trace)
            {
                proprietes.Headers[EnTetes.Trace] = trace;
            }

            if (envoi.PublieLe is { } instant)
            {
                proprietes.Headers[EnTetes.PublieLe] = instant.ToUnixTimeMilliseconds();
            }
        }

        return proprietes;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await FermerAsync();
        _ouverture.Dispose();
    }

    private async ValueTask<Canal> OuvrirAsync(CancellationToken cancellationToken)
    {
        if (_canal is { Ouvert.IsOpen: true } ouvert)
        {
            return ouvert;
        }

        await _ouverture.WaitAsync(cancellationToken);
        try
        {
            if (_canal is { Ouvert.IsOpen: true } entretemps)
            {
                return entretemps;
            }

            await FermerAsync();
            var fabrique = new ConnectionFactory
            {
                Uri = reglages.RabbitMq!,
                ClientProvidedName = $"{reglages.NomConnexion} (envois)",
                RequestedHeartbeat = reglages.Battement,
                AutomaticRecoveryEnabled = false,
            };
            _connexion = await fabrique.CreateConnectionAsync(cancellationToken);
            return _canal = new(await _connexion.CreateChannelAsync(Confirme, cancellationToken));
        }
        finally
        {
            _ouverture.Release();
        }
    }

    private async Task FermerAsync()
    {
        var connexion = _connexion;
        (_connexion, _canal) = (null, null);
        if (connexion is not null)
        {
            await connexion.DisposeAsync();
        }
    }

    /// <summary>An open channel, and the exchanges that were declared on it.</summary>
    private sealed class Canal(IChannel ouvert)
    {
        private readonly ConcurrentDictionary<string, Lazy<Task>> _declares = new(StringComparer.Ordinal);

        public IChannel Ouvert => ouvert;

        // A declaration that failed on a channel that lives, such as that of a blocked broker, is not remembered: the next message tries again.
        public async ValueTask DeclarerAsync(string echange, CancellationToken cancellationToken)
        {
            var declare = _declares.GetOrAdd(echange, e => new(() => ouvert.ExchangeDeclareAsync(
                e, ExchangeType.Fanout, durable: true, cancellationToken: CancellationToken.None)));
            if (declare.Value.IsCompletedSuccessfully)
            {
                return;
            }

            try
            {
                await declare.Value.WaitAsync(cancellationToken);
            }
            catch when (declare.Value.IsCompleted && !declare.Value.IsCompletedSuccessfully)
            {
                _declares.TryRemove(KeyValuePair.Create(echange, declare));
                throw;
            }
        }
    }
}
