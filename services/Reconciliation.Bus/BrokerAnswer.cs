using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Bus;

/// <summary>The answer of a broker that refuses, or the note that it gave none, for the person who starts a command.</summary>
/// <param name="Sentence">One sentence: which broker was asked, as whom, and what it answered. No password.</param>
/// <param name="IsRefusal">Whether the broker answered: asking again changes nothing.</param>
public sealed record BrokerAnswer(string Sentence, bool IsRefusal)
{
    /// <summary>Asks a broker by opening a connection and closing it.</summary>
    /// <param name="broker">Its address.</param>
    /// <param name="timeout">The time that it has to answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The fault; null: none.</returns>
    public static async Task<BrokerAnswer?> AskAsync(BrokerAddress broker, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var factory = broker.Factory("recon (question)", timeout);
        factory.AutomaticRecoveryEnabled = false;
        factory.RequestedConnectionTimeout = timeout;
        factory.ContinuationTimeout = timeout;
        try
        {
            await using var connection = await factory.CreateConnectionAsync(broker.Endpoints(), cancellationToken);

            // A virtual host that is not there is told after the connection is open.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var (said, isRefusal) = Said(e);
            return new(
                $"The broker that RECONCILIATION_RABBITMQ names ({broker.VirtualHost} on {broker}, as {broker.User}) {said}.",
                isRefusal);
        }
    }

    private static (string Said, bool IsRefusal) Said(Exception failure)
    {
        foreach (var cause in Causes(failure))
        {
            switch (cause)
            {
                case AuthenticationFailureException:
                    return ($"does not let this user in: {OneLine(cause.Message)}", true);
                case OperationInterruptedException { ShutdownReason: { } reason }:
                    return (string.Create(CultureInfo.InvariantCulture, $"refused: {reason.ReplyCode}, {OneLine(reason.ReplyText)}"), true);
                case AuthenticationException:
                    return ($"cannot be spoken to over TLS: {OneLine(cause.Message)}", false);
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return ($"has a host that is not known: {OneLine(cause.Message)}", false);
                case SocketException:
                    return ($"does not answer: {OneLine(cause.Message)}", false);
            }
        }

        return ($"does not answer: {OneLine(failure.Message)}", false);
    }

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');
}
