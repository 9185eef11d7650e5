using System.Net;
using System.Net.Sockets;
using Reconciliation.Dev;
using Reconciliation.Simulation.Faults;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Simulation.Tests;

/// <summary>The proxy passes every byte on, and breaks connections as the world does.</summary>
public sealed class LoopbackProxyTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly EchoServer _server = new();
    private readonly LoopbackProxy _proxy;

    public LoopbackProxyTests() => _proxy = LoopbackProxy.Start(_server.Port, FreePorts.Next());

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Bytes_pass_in_both_directions()
    {
        using var client = await ConnectAsync();
        var sent = new byte[500_000];
        new Random(1).NextBytes(sent);
        var writing = client.SendAsync(sent);
        Assert.Equal(sent, await ReadAsync(client, sent.Length));
        await writing;
        Assert.Equal(1, _proxy.Connections);
    }

    [Fact]
    public async Task A_cut_resets_connections_and_new_ones_pass()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, 1);
        _proxy.Cut();
        await Assert.ThrowsAsync<SocketException>(() => ReadAsync(client, 1));
        using var next = await ConnectAsync();
        await EchoAsync(next, 2);
    }

    [Fact]
    public async Task A_stall_holds_bytes_up_and_loses_none()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, 1);
        _proxy.Stall();
        using var during = await ConnectAsync();
        await client.SendAsync(new byte[] { 2 });
        await during.SendAsync(new byte[] { 3 });
        var (first, second) = (ReadAsync(client, 1), ReadAsync(during, 1));
        await HoldsAsync(() => _server.Connections == 2);
        Assert.False(first.IsCompleted || second.IsCompleted);
        _proxy.Resume();
        Assert.Equal([2], await first);
        Assert.Equal([3], await second);
    }

    [Fact]
    public async Task Refused_means_refused_and_ends_when_it_is_over()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, 1);
        await _proxy.RefuseAsync();
        await Assert.ThrowsAsync<SocketException>(() => ReadAsync(client, 1));
        var refused = await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        _proxy.Accept();
        using var next = await ConnectAsync();
        await EchoAsync(next, 2);
    }

    [Fact]
    public async Task Who_connects_while_the_server_is_down_hears_so()
    {
        _server.Dispose();
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync(); // may be reset before it knows that it was connected
            await ReadAsync(client, 1);
        });
        await HoldsAsync(() => _proxy.Connections == 0);
    }

    [Fact]
    public async Task A_server_that_ends_ends_its_clients()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, 1);
        _server.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(client, 1));
        await HoldsAsync(() => _proxy.Connections == 0);
    }

    private static Task HoldsAsync(Func<bool> condition) =>
        Patience.HoldsAsync(
            () => "the condition of the test holds", () => Task.FromResult(condition()), Limit, TimeProvider.System,
            CancellationToken.None);

    private static async Task EchoAsync(Socket client, byte value)
    {
        await client.SendAsync(new[] { value });
        Assert.Equal([value], await ReadAsync(client, 1));
    }

    private static async Task<byte[]> ReadAsync(Socket client, int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        var read = new byte[count];
        for (var filled = 0; filled < count;)
        {
            var got = await client.ReceiveAsync(read.AsMemory(filled), limit.Token);
            filled += got > 0 ? got : throw new EndOfStreamException();
        }

        return read;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Sends back the bytes that it gets.
    private sealed class EchoServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<Socket> _clients = [];

        public EchoServer()
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = AcceptAsync();
        }

        public int Port { get; }

        public int Connections
        {
            get
            {
                lock (_clients)
                    return _clients.Count;
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            lock (_clients)
                _clients.ForEach(c => c.Dispose());
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptSocketAsync();
                    lock (_clients)
                        _clients.Add(client);
                    _ = EchoAsync(client);
                }
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over.
            }
        }

        private static async Task EchoAsync(Socket client)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await client.ReceiveAsync(buffer) is > 0 and var count)
                    await client.SendAsync(buffer.AsMemory(0, count));
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                // The proxy has cut it.
            }
        }
    }
}
