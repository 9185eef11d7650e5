using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Bus;

/// <summary>What came of an attempt to send messages.</summary>
/// <param name="NonConfirmes">Those that the broker did not confirm, in their order: it refused them, or went away.</param>
/// <param name="SansFile">How many no queue took; none where that was not asked.</param>
internal readonly record struct IssueDEnvoi(IReadOnlyList<Envoi> NonConfirmes, int SansFile);

/// <summary>
/// A channel that one sender uses at a time, so that all that the broker says on it is about the messages on their way. It counts the
/// confirms of many messages and waits once: RabbitMQ's client would keep a task and add a header for each.
/// </summary>
internal sealed class CanalDEnvoi : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirme = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    private readonly IChannel _canal;
    private readonly Lock _verrou = new();
    private Attente? _attente;
    private volatile bool _abandonne;

    private CanalDEnvoi(IChannel canal)
    {
        _canal = canal;
        canal.BasicAcksAsync += (_, ack) => Noter(a => a.Repondre(ack.DeliveryTag, ack.Multiple, confirme: true));
        canal.BasicNacksAsync += (_, nack) => Noter(a => a.Repondre(nack.DeliveryTag, nack.Multiple, confirme: false));
        canal.BasicReturnAsync += (_, _) => Noter(a => a.SansFile++);
        canal.ChannelShutdownAsync += (_, _) => Noter(a => a.Rompre());
    }

    /// <summary>Whether it is open, and nothing that was sent on it is without an answer.</summary>
    public bool EstUtilisable => !_abandonne && _canal.IsOpen;

    /// <summary>Opens a channel.</summary>
    /// <param name="connexion">The connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CanalDEnvoi> OuvrirAsync(IConnection connexion, CancellationToken cancellationToken) =>
        new(await connexion.CreateChannelAsync(Confirme, cancellationToken));

    /// <summary>Declares an exchange. A broker that is blocked answers when it no longer is.</summary>
    /// <param name="echange">The exchange.</param>
    /// <param name="cancellationToken">Gives up; the channel is of no more use.</param>
    public async Task DeclarerAsync(string echange, CancellationToken cancellationToken)
    {
        _abandonne = true;
        await _canal.ExchangeDeclareAsync(echange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        _abandonne = false;
    }

    /// <summary>Sends messages once; returns when each is confirmed or refused, or the channel is closed.</summary>
    /// <param name="echange">The exchange.</param>
    /// <param name="envois">The messages, at least one.</param>
    /// <param name="exigerUneFile">Whether the broker must tell if no queue takes one.</param>
    /// <param name="cancellationToken">Gives up; the channel is of no more use.</param>
    public async Task<IssueDEnvoi> EnvoyerAsync(
        string echange, IReadOnlyList<Envoi> envois, bool exigerUneFile, CancellationToken cancellationToken)
    {
        _abandonne = true;
        var attente = new Attente(await _canal.GetNextPublishSequenceNumberAsync(cancellationToken), envois.Count);
        lock (_verrou)
        {
            _attente = attente;
        }

        try
        {
            // One for all: the client has written it down when it returns.
            var proprietes = new BasicProperties { Persistent = true };
            foreach (var envoi in envois)
            {
                EnTetes.Ecrire(envoi, proprietes);
                await _canal.BasicPublishAsync(echange, "", exigerUneFile, proprietes, envoi.Corps, cancellationToken);
            }
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException)
        {
            // What was sent before may have been confirmed; the rest is for another channel.
            attente.Rompre();
        }

        if (_canal.IsClosed)
        {
            attente.Rompre();
        }

        await attente.Fin.WaitAsync(cancellationToken);
        lock (_verrou)
        {
            _attente = null;
            _abandonne = attente.EstRompue;
            return new([.. envois.Where((_, rang) => !attente.EstConfirme(rang))], attente.SansFile);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _canal.DisposeAsync();

    private Task Noter(Action<Attente> noter)
    {
        lock (_verrou)
        {
            if (_attente is { } attente)
            {
                noter(attente);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What the broker has said so far about some messages that follow each other on the channel.</summary>
    /// <param name="premier">The sequence number of the first.</param>
    /// <param name="nombre">How many they are.</param>
    private sealed class Attente(ulong premier, int nombre)
    {
        // Of each message whether it was confirmed; null: not answered yet.
        private readonly bool?[] _reponses = new bool?[nombre];
        private readonly TaskCompletionSource _fin = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _restants = nombre;
        private int _debut;

        /// <summary>Ends when nothing more is to be expected.</summary>
        public Task Fin => _fin.Task;

        public int SansFile { get; set; }

        public bool EstRompue { get; private set; }

        public bool EstConfirme(int rang) => _reponses[rang] == true;

        public void Rompre()
        {
            EstRompue = true;
            _fin.TrySetResult();
        }

        // What an answer to several covers begins where the last such answer ended: it says nothing of what was answered one by one.
        public void Repondre(ulong numero, bool multiple, bool confirme)
        {
            if (numero < premier || numero - premier >= (ulong)_reponses.Length)
            {
                return;
            }

            var rang = (int)(numero - premier);
            for (var i = multiple ? _debut : rang; i <= rang; i++)
            {
                if (_reponses[i] is null)
                {
                    _reponses[i] = confirme;
                    _restants--;
                }
            }

            _debut = multiple ? Math.Max(_debut, rang + 1) : _debut;
            if (_restants == 0)
            {
                _fin.TrySetResult();
            }
        }
    }
}
