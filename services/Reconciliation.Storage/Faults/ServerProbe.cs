using System.Net.Sockets;

namespace Reconciliation.Storage;

/// <summary>
/// Asks whether a server of PostgreSQL is there at all, over a connection of its own and without a user: it answers the first question of
/// every session, whether it may be encrypted, by one byte. A pooler does too.
/// </summary>
internal static class ServerProbe
{
    /// <summary>The longest time of a question, the connection included.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    // Its length, and the number that PostgreSQL takes for "SSL?".
    private static readonly byte[] Question = [0, 0, 0, 8, 4, 210, 22, 47];

    /// <summary>Whether the server answers.</summary>
    /// <param name="host">Its address; the folder of a socket is one of this machine, and always answers.</param>
    /// <param name="port">Its port.</param>
    public static async Task<bool> AnswersAsync(string host, int port)
    {
        if (Path.IsPathRooted(host))
        {
            return true;
        }

        using var patience = new CancellationTokenSource(AnswerTimeout, TimeProvider.System);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patience.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Question, patience.Token);
            return await stream.ReadAsync(new byte[1], patience.Token) == 1;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
