using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Reconciliation.Bus;

/// <summary>
/// The deliveries of a channel that are in hand: each goes to who takes messages at once, and is acknowledged with those that are done
/// at the same time.
/// </summary>
/// <param name="canal">The channel.</param>
/// <param name="reglages">The limits.</param>
/// <param name="recevoir">Takes a message; what it throws sends the message back to its queue.</param>
/// <param name="horloge">The clock.</param>
/// <param name="log">The log; no member data.</param>
internal sealed partial class Livraisons(IChannel canal, ReglagesBus reglages, Func<MessageRecu, Task> recevoir, TimeProvider horloge, ILogger log)
{
    private readonly Lock _verrou = new();
    private readonly SuiteDeLivraisons _suite = new(reglages.EnMain / 2);
    private readonly TaskCompletionSource _fin = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _enMain;
    private bool _finies;
    private bool _aDire;
    private bool _auTravail;
    private bool _rappelPrevu;
    private bool _rappel;

    /// <summary>Takes a delivery.</summary>
    /// <param name="livraison">Its number.</param>
    /// <param name="proprietes">Its properties and headers.</param>
    /// <param name="corps">Its body: the client's own, and copied.</param>
    public void Prendre(ulong livraison, IReadOnlyBasicProperties proprietes, ReadOnlyMemory<byte> corps)
    {
        lock (_verrou)
        {
            _enMain++;
        }

        _ = TraiterAsync(livraison, EnTetes.Lire(corps.ToArray(), proprietes));
    }

    /// <summary>Returns once all that is in hand is done and the broker told of it, or the channel gone; no more is to come.</summary>
    public Task FinirAsync()
    {
        lock (_verrou)
        {
            _finies = true;
            Dire();
        }

        return _fin.Task;
    }

    private async Task TraiterAsync(ulong livraison, MessageRecu message)
    {
        var faite = true;
        try
        {
            await recevoir(message);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
            faite = false;
        }
        catch (Exception e)
        {
            faite = false;
            Rendue(log, e.GetType().Name);
        }

        lock (_verrou)
        {
            _enMain--;
            _suite.Finir(livraison, faite);
            Dire();
        }
    }

    // Behind all that the pool has to do by now, which is the others of the batch. One at a time: of two, the second could overtake the first.
    private void Dire()
    {
        _aDire = true;
        if (!_auTravail)
        {
            _auTravail = true;
            ThreadPool.UnsafeQueueUserWorkItem(static livraisons => _ = livraisons.DireAsync(), this, preferLocal: false);
        }
    }

    private async Task DireAsync()
    {
        while (ADire() is { } suite)
        {
            try
            {
                foreach (var rendue in suite.Rendues)
                {
                    await canal.BasicNackAsync(rendue, multiple: false, requeue: true);
                }

                foreach (var (livraison, avecLesPrecedentes) in suite.Faites)
                {
                    await canal.BasicAckAsync(livraison, avecLesPrecedentes);
                }
            }
            catch (Exception e)
            {
                // The broker delivers again what it was not told of. A channel that is not gone goes: it would take nothing more, and nobody
                // would come back to it.
                Perdues(log, e.GetType().Name);
                _fin.TrySetResult();
                await canal.AbortAsync();
                return;
            }
        }
    }

    private SuiteDeLivraisons.Suite? ADire()
    {
        lock (_verrou)
        {
            if (_aDire)
            {
                var suite = _suite.ADire(_rappel);
                (_aDire, _rappel) = (false, false);
                if (_suite.EnAvance > 0 && !_rappelPrevu)
                {
                    _rappelPrevu = true;
                    _ = RappelerAsync();
                }

                return suite;
            }

            _auTravail = false;
            if (_finies && _enMain == 0)
            {
                _fin.TrySetResult();
            }

            return null;
        }
    }

    private async Task RappelerAsync()
    {
        await Task.Delay(reglages.AvanceMax / 2, horloge);
        lock (_verrou)
        {
            (_rappelPrevu, _rappel) = (false, true);
            Dire();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message goes back to its queue ({Exception})")]
    private static partial void Rendue(ILogger log, string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The channel went away ({Exception}); what it had in hand is delivered again")]
    private static partial void Perdues(ILogger log, string exception);
}
