using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Reconciliation.Dev;
using Reconciliation.Hosting;

namespace Reconciliation.Simulation.Readers;

/// <summary>A load balancer: leads each new connection to an engine that listens.</summary>
/// <param name="ports">The ports at which the engines of the run listen, if they run.</param>
internal sealed class Doors(IReadOnlyList<int> ports)
{
    /// <summary>The development key of every engine of a run.</summary>
    public static readonly byte[] Key = new byte[32];

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private int _next;

    /// <summary>The address behind which all of them are.</summary>
    public static Uri Address => new("http://engines");

    /// <summary>A token of a reader.</summary>
    public static string Token() => TokenCommand.Sign(Key, TimeProvider.System, "simulation", null, Scopes.Espace);

    /// <summary>A client whose connections go to whichever engine listens.</summary>
    public HttpClient Create()
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) => await ConnectAsync(cancellation),
            ConnectTimeout = ConnectLimit,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = ConnectLimit,
        })
        { BaseAddress = Address, Timeout = AnswerLimit };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        return client;
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var first = (uint)Interlocked.Increment(ref _next);
        for (var tried = 0; ; tried++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, ports[(int)((first + tried) % ports.Count)], cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (tried + 1 < ports.Count)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
