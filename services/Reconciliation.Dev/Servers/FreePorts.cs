using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Reconciliation.Dev;

/// <summary>Ports of 127.0.0.1 that nobody listens on.</summary>
internal static class FreePorts
{
    // Below the range from which systems take the ports of outgoing connections (32768 on Linux): a server that is stopped and
    // started again finds its port free.
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;
    private const int AttemptsMax = 1_000;

    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    /// <summary>
    /// A port that is free now and that this process has not given before. Another process may still take it: retry then.
    /// </summary>
    public static int Next()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < AttemptsMax; attempt++)
            {
                var port = RandomNumberGenerator.GetInt32(FirstPort, LastPort);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }

        throw new ServerUnavailableException($"No free port was found on 127.0.0.1 between {FirstPort} and {LastPort}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
