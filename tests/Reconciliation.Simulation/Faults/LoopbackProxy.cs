using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Reconciliation.Simulation.Faults;

/// <summary>
/// Stands on 127.0.0.1 between a client and a server, and passes bytes on in both directions until it is told to cut the connections,
/// to hold them up, or to refuse new ones.
/// </summary>
internal sealed class LoopbackProxy : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private volatile int _target;
    private readonly ConcurrentDictionary<Link, byte> _links = [];
    private readonly CancellationTokenSource _end = new();
    private volatile TaskCompletionSource _flow = Open();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    private LoopbackProxy(int target, int port) => (_target, Port) = (target, port);

    /// <summary>The port to which clients connect instead.</summary>
    public int Port { get; }

    /// <summary>The number of connections that pass through it now.</summary>
    public int Connections => _links.Count;

    /// <summary>Leads new connections to another server.</summary>
    /// <param name="target">The port of the server on 127.0.0.1.</param>
    public void LeadTo(int target) => _target = target;

    /// <summary>Begins to pass connections on.</summary>
    /// <param name="target">The port of the server on 127.0.0.1.</param>
    /// <param name="port">A port that nobody takes while this proxy refuses connections.</param>
    public static LoopbackProxy Start(int target, int port)
    {
        var proxy = new LoopbackProxy(target, port);
        proxy.Accept();
        return proxy;
    }

    /// <summary>Resets every connection, on both sides.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys)
            link.Reset();
    }

    /// <summary>Holds every byte up, those of new connections too; none is lost.</summary>
    public void Stall() => _flow = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets bytes pass again.</summary>
    public void Resume() => _flow.TrySetResult();

    /// <summary>Resets every connection and listens no more: clients are refused as by a port where nobody is.</summary>
    public async Task RefuseAsync()
    {
        _listener?.Dispose();
        _listener = null;
        await _accepting;
        Cut();
    }

    /// <summary>Listens again.</summary>
    public void Accept()
    {
        if (_listener is not null)
            return;
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Resume();
        await RefuseAsync();
        _end.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                _ = PassAsync(await listener.AcceptSocketAsync(_end.Token));
            }
            catch (Exception ended)
                when (ended is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var link = new Link(client);
        _links.TryAdd(link, 0);
        try
        {
            await link.Server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAny(CopyAsync(link.Client, link.Server), CopyAsync(link.Server, link.Client));
        }
        catch (Exception refused) when (refused is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The server is down: its client hears so.
            link.Reset();
        }
        finally
        {
            // The link ends as soon as one side has ended: the bytes which that side sent last have been passed on.
            _links.TryRemove(link, out _);
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                await _flow.Task;
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, or the other side is gone.
        }
    }

    private sealed class Link(Socket client) : IDisposable
    {
        public Socket Client { get; } = Direct(client);

        public Socket Server { get; } = Direct(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

        public void Reset()
        {
            Client.Close(0);
            Server.Close(0);
        }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }

        private static Socket Direct(Socket socket)
        {
            socket.NoDelay = true;
            return socket;
        }
    }
}
